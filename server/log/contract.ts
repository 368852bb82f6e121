/**
 * The requirements for every log, as one suite. Each log's own test file runs it and adds tests of its own. It is
 * longer than 300 lines, because a contract is read and run as a whole.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Entry, NewEntry } from '../../protocol/event.ts'
import type { Report, TalkLog, NodeSignal } from './log.ts'
import { PAGE } from './paging.ts'

const TALK = 'a-talk'
const SIGNAL: NodeSignal = { about: 'heads', node: 'one', headcount: { audience: 3, stage: 1, presenter: 1 } }

/** A move that differs from every other one by its number. */
export function move(h: number): NewEntry {
  const event = { type: 'position/moved', h, v: 0, f: -1 } as const
  return { at: 1_700_000_000_000 + h, by: 'device-1', id: `intent-${h}`, event }
}

function moves(from: number, to: number): NewEntry[] {
  return Array.from({ length: to - from + 1 }, (_, i) => move(from + i))
}

/** A listener that records what it gets, and can wait for entry `seq`. */
function collector() {
  const got: Entry[] = []
  let check: (() => void) | undefined
  return {
    got,
    listener: (entries: Entry[]): void => {
      got.push(...entries)
      check?.()
    },
    until: (seq: number): Promise<void> =>
      new Promise((resolve) => {
        check = () => {
          if ((got.at(-1)?.seq ?? 0) >= seq) resolve()
        }
        check()
      }),
  }
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}

async function all(log: TalkLog, talk = TALK, after = 0): Promise<Entry[]> {
  const entries: Entry[] = []
  for await (const entry of log.read(talk, after)) entries.push(entry)
  return entries
}

async function ofRun(log: TalkLog, run: number): Promise<Entry[]> {
  const entries: Entry[] = []
  for await (const entry of log.readRun(TALK, run)) entries.push(entry)
  return entries
}

const numbersOf = (entries: Entry[]): number[] => entries.map(({ seq }) => seq)

/** `open` opens a log that stores its data, if any, in the folder `place`. */
export function logContract(
  name: string,
  open: (place: string, report: Report) => Promise<TalkLog>,
  { durable }: { durable: boolean },
): void {
  describe(`the ${name} log keeps the contract`, () => {
    let place: string
    let log: TalkLog
    let reports: unknown[]

    beforeEach(async () => {
      place = mkdtempSync(join(tmpdir(), 'lectern-log-'))
      reports = []
      log = await open(place, (error) => reports.push(error))
    })
    afterEach(async () => {
      await log.close()
      rmSync(place, { recursive: true })
    })

    test('[L1] entries are numbered 1, 2, 3 … in the order of the appends', async () => {
      const first = await log.append(TALK, 0, [move(1), move(2)])
      const second = await log.append(TALK, 2, [move(3)])
      expect(first).toEqual([
        { ...move(1), seq: 1 },
        { ...move(2), seq: 2 },
      ])
      expect(second).toEqual([{ ...move(3), seq: 3 }])
      expect(await all(log)).toEqual(moves(1, 3).map((entry, i) => ({ ...entry, seq: i + 1 })))
    })

    test('[L1] an empty batch appends nothing', async () => {
      expect(await log.append(TALK, 0, [])).toEqual([])
      expect(await log.append(TALK, 1, [])).toBe('stale')
      expect(await all(log)).toEqual([])
    })

    test('[L1] a writer that has not seen the last entry is stale, and so is one that would leave a gap', async () => {
      await log.append(TALK, 0, moves(1, 3))
      expect(await log.append(TALK, 2, [move(9)])).toBe('stale')
      expect(await log.append(TALK, 4, [move(9)])).toBe('stale')
      expect(await log.append(TALK, 0, [move(9)])).toBe('stale')
      expect(await all(log)).toHaveLength(3)
    })

    test('[L1] of 50 concurrent writers, exactly one gets each number', async () => {
      const won: number[] = []
      async function writer(me: number): Promise<void> {
        for (let after = 0, done = false; !done;) {
          const result = await log.append(TALK, after, [{ ...move(me), by: `writer-${me}` }])
          done = result !== 'stale'
          if (done) won.push(after + 1)
          else after = (await all(log)).length
        }
      }
      await Promise.all(numbers(1, 50).map(writer))
      const entries = await all(log)
      expect(won.toSorted((a, b) => a - b)).toEqual(numbers(1, 50))
      expect(entries.map((entry) => entry.seq)).toEqual(numbers(1, 50))
      expect(new Set(entries.map((entry) => entry.by)).size).toBe(50)
    })

    test('[L8] reading starts after any entry and returns the rest in order, over many pages', async () => {
      const count = PAGE * 3 + 7
      await log.append(TALK, 0, moves(1, count))
      expect((await all(log)).map((entry) => entry.seq)).toEqual(numbers(1, count))
      expect((await all(log, TALK, PAGE)).map((entry) => entry.seq)).toEqual(numbers(PAGE + 1, count))
      expect(await all(log, TALK, count)).toEqual([])
      expect(await all(log, 'no-such-talk')).toEqual([])
    })

    test('[L8] a long log is read in pages, and a reader may stop in the middle', async () => {
      await log.append(TALK, 0, moves(1, PAGE * 4))
      const { got, listener, until } = collector()
      const sizes: number[] = []
      log.subscribe(TALK, 0, (entries) => {
        sizes.push(entries.length)
        listener(entries)
      })
      await until(PAGE * 4)
      expect(Math.max(...sizes)).toBeLessThanOrEqual(PAGE)
      expect(got).toHaveLength(PAGE * 4)
      for await (const entry of log.read(TALK, 0)) if (entry.seq === 5) break
      expect(await log.append(TALK, PAGE * 4, [move(1)])).toHaveLength(1)
    })

    test('[L3] a subscriber gets past entries first, then every new one', async () => {
      await log.append(TALK, 0, moves(1, 5))
      const { got, listener, until } = collector()
      log.subscribe(TALK, 2, listener)
      expect(got).toEqual([])
      await log.append(TALK, 5, moves(6, 7))
      await until(7)
      expect(got.map((entry) => entry.seq)).toEqual([3, 4, 5, 6, 7])
      expect(got).toEqual(await all(log, TALK, 2))
    })

    test('[L3] there is no gap and no duplicate when entries are appended during a subscription', async () => {
      const collectors: ReturnType<typeof collector>[] = []
      const count = PAGE + 300
      let after = 0
      while (after < count) {
        const size = 1 + (after % 7)
        if (collectors.length < 40) {
          const one = collector()
          collectors.push(one)
          log.subscribe(TALK, 0, one.listener)
        }
        await log.append(TALK, after, moves(after + 1, after + size))
        after += size
        if (after % 3 === 0) await new Promise((resolve) => setImmediate(resolve))
      }
      await Promise.all(collectors.map((one) => one.until(after)))
      for (const { got } of collectors) expect(got.map((entry) => entry.seq)).toEqual(numbers(1, after))
    })

    test('[L3] a listener that appends gets its own entry after the current one', async () => {
      const { got, listener, until } = collector()
      const other = collector()
      log.subscribe(TALK, 0, (entries) => {
        const last = entries.at(-1)?.seq ?? 0
        if (last < 10) void log.append(TALK, last, [move(last + 1)])
        listener(entries)
      })
      log.subscribe(TALK, 0, other.listener)
      await log.append(TALK, 0, [move(1)])
      await Promise.all([until(10), other.until(10)])
      expect(got.map((entry) => entry.seq)).toEqual(numbers(1, 10))
      expect(other.got.map((entry) => entry.seq)).toEqual(numbers(1, 10))
    })

    test('[L3] after its undo a listener gets nothing more', async () => {
      const [gone, stays, never] = [collector(), collector(), collector()]
      const undo = log.subscribe(TALK, 0, gone.listener)
      log.subscribe(TALK, 0, stays.listener)
      await log.append(TALK, 0, [move(1)])
      await Promise.all([gone.until(1), stays.until(1)])
      log.subscribe(TALK, 0, never.listener)()
      undo()
      await log.append(TALK, 1, [move(2)])
      await stays.until(2)
      expect(gone.got).toHaveLength(1)
      expect(never.got).toEqual([])
    })

    test('[L9] a listener that throws is reported, gets the next entries and does not affect others', async () => {
      const [bad, good] = [collector(), collector()]
      log.subscribe(TALK, 0, (entries) => {
        bad.listener(entries)
        throw new Error('a bad day')
      })
      log.subscribe(TALK, 0, good.listener)
      await log.append(TALK, 0, [move(1)])
      await Promise.all([bad.until(1), good.until(1)])
      await log.append(TALK, 1, [move(2)])
      await Promise.all([bad.until(2), good.until(2)])
      expect(reports.map(String)).toEqual(['Error: a bad day', 'Error: a bad day'])
    })

    test('[L6] a signal reaches every listener of its talk once, and is not stored', async () => {
      const heard: string[] = []
      const undo = log.onSignal(TALK, () => heard.push('first'))
      log.onSignal(TALK, () => {
        throw new Error('deaf')
      })
      const last = new Promise<NodeSignal>((resolve) => {
        log.onSignal(TALK, (signal) => {
          heard.push('last')
          resolve(signal)
        })
      })
      log.onSignal('another', () => heard.push('another'))
      log.signal(TALK, SIGNAL)
      expect(await last).toEqual(SIGNAL)
      undo()
      log.onSignal(TALK, () => heard.push('late'))
      expect(heard.toSorted()).toEqual(['first', 'last'])
      expect(reports.map(String)).toEqual(['Error: deaf'])
      expect(await all(log)).toEqual([])
    })

    test('[L4] each talk has its own epoch', async () => {
      const epoch = await log.epoch(TALK)
      await log.append(TALK, 0, [move(1)])
      expect(epoch).toMatch(/^[\w-]{4,20}$/)
      expect(await log.epoch(TALK)).toBe(epoch)
      expect(await log.epoch('another')).not.toBe(epoch)
    })

    test('[L18] a lease that no other node wants is held at once, until its undo', async () => {
      const heard: boolean[] = []
      let undo = (): void => {}
      await new Promise<void>((resolve) => {
        undo = log.lease('the-feed', (held) => {
          heard.push(held)
          resolve()
        })
        expect(heard).toEqual([])
      })
      expect(heard).toEqual([true])
      undo()
      log.lease('the-feed', () => heard.push(false))()
      await log.epoch(TALK)
      expect(heard).toEqual([true])
    })

    test('[L10] the newest snapshot is kept, in whatever order they are saved', async () => {
      expect(await log.snapshot(TALK)).toBeNull()
      await log.append(TALK, 0, moves(1, 3))
      await log.saveSnapshot(TALK, { seq: 2, body: '{"two":2}' })
      expect(await log.snapshot(TALK)).toEqual({ seq: 2, body: '{"two":2}' })
      await log.saveSnapshot(TALK, { seq: 3, body: '{"three":3}' })
      await log.saveSnapshot(TALK, { seq: 1, body: '{"one":1}' })
      expect(await log.snapshot(TALK)).toEqual({ seq: 3, body: '{"three":3}' })
      await log.saveSnapshot(TALK, { seq: 3, body: '{"again":3}' })
      expect(await log.snapshot(TALK)).toEqual({ seq: 3, body: '{"again":3}' })
      expect(await log.snapshot('another')).toBeNull()
    })

    test('[L11] talks are separate', async () => {
      const here = collector()
      log.subscribe(TALK, 0, here.listener)
      await log.append(TALK, 0, moves(1, 2))
      expect(await log.append('another', 0, [move(7)])).toEqual([{ ...move(7), seq: 1 }])
      expect(await log.append(TALK, 2, [move(3)])).toHaveLength(1)
      await here.until(3)
      expect(here.got.map((entry) => entry.event)).toEqual(moves(1, 3).map((entry) => entry.event))
      expect(await all(log, 'another')).toHaveLength(1)
    })

    test('[L12] large texts in any script are returned unchanged', async () => {
      const title = `${'☕ नमस्ते \u0000 "quoted" \\ \u2028 👩‍🏫 '.repeat(3000)}\u{1F600}`
      const slides = [{ id: 'ünïcode-日本', h: 0, v: 0, title, steps: 0 }]
      const entry: NewEntry = {
        at: 1,
        by: 'сервер',
        id: '日本-intent',
        event: { type: 'talk/outlined', version: 'a', slides },
      }
      await log.append(TALK, 0, [entry])
      await log.saveSnapshot(TALK, { seq: 1, body: JSON.stringify({ title }) })
      expect(await all(log)).toEqual([{ ...entry, seq: 1 }])
      expect(JSON.parse((await log.snapshot(TALK))?.body ?? '')).toEqual({ title })
    })

    test('[L13] after closing, every call rejects, nothing more is delivered, and closing again does nothing', async () => {
      const { got, listener, until } = collector()
      log.subscribe(TALK, 0, listener)
      await log.append(TALK, 0, [move(1)])
      await until(1)
      log.subscribe(TALK, 0, () => got.push({ ...move(99), seq: 99 }))
      await log.close()
      await log.close()
      const closed = /closed/
      await expect(log.append(TALK, 1, [move(2)])).rejects.toThrow(closed)
      await expect(all(log)).rejects.toThrow(closed)
      await expect(log.epoch(TALK)).rejects.toThrow(closed)
      await expect(log.snapshot(TALK)).rejects.toThrow(closed)
      await expect(log.saveSnapshot(TALK, { seq: 1, body: '{}' })).rejects.toThrow(closed)
      expect(() => log.subscribe(TALK, 0, listener)).toThrow(closed)
      expect(() => log.onSignal(TALK, () => {})).toThrow(closed)
      expect(() => log.signal(TALK, SIGNAL)).not.toThrow()
      expect(got.map((entry) => entry.seq)).toEqual([1])
      expect(reports).toEqual([])
    })

    test('[V20] a new run begins on an empty log in a new epoch, and the earlier one is kept', async () => {
      const epoch = await log.epoch(TALK)
      await log.append(TALK, 0, moves(1, 3))
      await log.saveSnapshot(TALK, { seq: 3, body: '{"of":1}' })
      expect(await log.begin(TALK, epoch, (run) => [move(run)])).toBe(true)
      expect(await log.epoch(TALK)).not.toBe(epoch)
      expect(await all(log)).toEqual([{ ...move(2), seq: 1 }])
      expect(await log.snapshot(TALK)).toBeNull()
      expect((await ofRun(log, 1)).map(({ event }) => event)).toEqual(moves(1, 3).map(({ event }) => event))
      expect(await ofRun(log, 2)).toEqual(await all(log))
      expect(await ofRun(log, 3)).toEqual([])
      expect(await log.runSnapshot(TALK, 1)).toEqual({ seq: 3, body: '{"of":1}' })
      expect(await log.runs(TALK)).toEqual([
        { run: 1, entries: 3, startedAt: move(1).at, endedAt: move(3).at },
        { run: 2, entries: 1, startedAt: move(2).at, endedAt: move(2).at },
      ])
      expect(await log.talks()).toEqual([TALK])
    })

    test('[V20] of several that begin a run, one does; appends to the earlier run are stale', async () => {
      const epoch = await log.epoch(TALK)
      await log.append(TALK, 0, moves(1, 3))
      const begun = await Promise.all([1, 2, 3].map(() => log.begin(TALK, epoch, (run) => [move(run)])))
      expect(begun.filter(Boolean)).toEqual([true])
      expect(await log.append(TALK, 3, [move(4)])).toBe('stale')
      expect(await log.runs(TALK)).toHaveLength(2)
    })

    test('[V20] subscribers of the earlier run start over, and nothing is reported as lost', async () => {
      const epoch = await log.epoch(TALK)
      await log.append(TALK, 0, moves(1, 3))
      const { got, listener, until } = collector()
      const told: (boolean | undefined)[] = []
      log.onEpoch(TALK, (_epoch, first) => told.push(first))
      log.subscribe(TALK, 0, listener)
      await until(3)
      await log.begin(TALK, epoch, (run) => [move(run)])
      const next = collector()
      log.subscribe(TALK, 0, next.listener)
      await log.append(TALK, 1, [move(5)])
      await next.until(2)
      expect(told).toEqual([false])
      expect(numbersOf(got)).toEqual([1, 2, 3])
      expect(next.got.map(({ event }) => event)).toEqual([move(2).event, move(5).event])
      expect(reports).toEqual([])
    })

    test('[V24] a run that is forgotten is gone, its number is not used again, and the current one stays', async () => {
      const begin = async () => log.begin(TALK, await log.epoch(TALK), (run) => [move(run)])
      await log.append(TALK, 0, moves(1, 3))
      await begin()
      await begin()
      expect(await log.forget(TALK, 2)).toBe(true)
      expect(await log.forget(TALK, 2)).toBe(false)
      expect(await log.forget(TALK, 1)).toBe(true)
      await expect(log.forget(TALK, 3)).rejects.toThrow('current')
      expect(await ofRun(log, 1)).toEqual([])
      expect(await log.runSnapshot(TALK, 1)).toBeNull()
      await begin()
      expect((await log.runs(TALK)).map(({ run }) => run)).toEqual([3, 4])
      expect(await all(log)).toEqual([{ ...move(4), seq: 1 }])
    })

    if (durable) {
      test('[V20] runs survive the process that wrote them', async () => {
        const epoch = await log.epoch(TALK)
        await log.append(TALK, 0, moves(1, 3))
        await log.begin(TALK, epoch, (run) => [move(run)])
        const [before, second] = [await log.runs(TALK), await log.epoch(TALK)]
        await log.close()
        log = await open(place, (error) => reports.push(error))
        expect(await log.runs(TALK)).toEqual(before)
        expect(await log.epoch(TALK)).toBe(second)
        expect(await all(log)).toEqual([{ ...move(2), seq: 1 }])
        expect(numbersOf(await ofRun(log, 1))).toEqual([1, 2, 3])
      })

      test('[L2] entries, epoch and snapshot survive the process that wrote them', async () => {
        const epoch = await log.epoch(TALK)
        await log.append(TALK, 0, moves(1, 3))
        await log.saveSnapshot(TALK, { seq: 3, body: '{"saved":true}' })
        const before = await all(log)
        await log.close()
        log = await open(place, (error) => reports.push(error))
        expect(await all(log)).toEqual(before)
        expect(await log.epoch(TALK)).toBe(epoch)
        expect(await log.snapshot(TALK)).toEqual({ seq: 3, body: '{"saved":true}' })
        expect(await log.append(TALK, 2, [move(9)])).toBe('stale')
        expect(await log.append(TALK, 3, [move(4)])).toHaveLength(1)
      })
    } else {
      test('[L4] a log without storage has a new epoch after each start', async () => {
        const epoch = await log.epoch(TALK)
        await log.close()
        log = await open(place, (error) => reports.push(error))
        expect(await log.epoch(TALK)).not.toBe(epoch)
        expect(await all(log)).toEqual([])
      })
    }
  })
}
