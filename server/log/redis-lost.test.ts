/** What the Redis log does when entries are lost, replaced, cut, or written by somebody else. */
import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Entry } from '../../protocol/event.ts'
import { startRedis } from '../../tests/support/redis.ts'
import { move } from './contract.ts'
import type { TalkLog } from './log.ts'
import { openRedisLog } from './redis.ts'

const TALK = 'a-talk'
const redis = await startRedis()
const by = redis.client()
afterAll(redis.close)

let count = 0
/** Names of keys of one's own. */
function place() {
  const prefix = `test-${(count += 1)}:`
  return { prefix, stream: `${prefix}talk:${TALK}`, snapshot: `${prefix}snapshot:${TALK}` }
}

/** A node's log, and what happens to it. */
async function node(prefix: string, options: { keep?: number } = {}, server = redis) {
  const reports: string[] = []
  const { log } = await openRedisLog(server.address(prefix), (error) => reports.push(String(error)), options)
  onTestFinished(() => log.close())
  const got: Entry[] = []
  const epochs: { epoch: string; first: boolean | undefined }[] = []
  const checks = new Set<() => void>()
  const changed = (): void => checks.forEach((check) => check())
  const epoch = await log.epoch(TALK)
  log.onEpoch(TALK, (next, first) => {
    epochs.push({ epoch: next, first })
    changed()
  })
  return {
    log,
    epoch,
    reports,
    got,
    epochs,
    follow(after: number) {
      log.subscribe(TALK, after, (entries) => {
        got.push(...entries)
        changed()
      })
    },
    until: (is: () => boolean): Promise<void> =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!is()) return
          checks.delete(check)
          resolve()
        }
        checks.add(check)
        check()
      }),
  }
}

async function all(log: TalkLog, after = 0): Promise<Entry[]> {
  const entries: Entry[] = []
  for await (const entry of log.read(TALK, after)) entries.push(entry)
  return entries
}

const moves = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => move(from + i))
const numbers = (entries: Entry[]): number[] => entries.map(({ seq }) => seq)

describe('lost entries', () => {
  test('[L20] a quiet talk whose Redis was emptied has one new epoch on all nodes, and one was the first to notice', async () => {
    const { prefix } = place()
    const [a, b] = [await node(prefix), await node(prefix)]
    expect(a.epoch).toBe(b.epoch)
    await a.log.append(TALK, 0, moves(1, 5))
    a.follow(0)
    b.follow(0)
    await Promise.all([a.until(() => a.got.length === 5), b.until(() => b.got.length === 5)])

    await by.flushall()
    await Promise.all([a.until(() => a.epochs.length > 0), b.until(() => b.epochs.length > 0)])
    const fresh = await a.log.epoch(TALK)
    expect(fresh).not.toBe(a.epoch)
    expect([...a.epochs, ...b.epochs].map(({ epoch }) => epoch)).toEqual([fresh, fresh])
    expect([...a.epochs, ...b.epochs].filter(({ first }) => first)).toHaveLength(1)

    expect(await b.log.append(TALK, 5, [move(6)])).toBe('stale')
    a.follow(0)
    b.follow(0)
    expect(await a.log.append(TALK, 0, [move(7)])).toHaveLength(1)
    await b.until(() => b.got.length === 6)
    expect(numbers(b.got)).toEqual([1, 2, 3, 4, 5, 1])
  })

  test('[L20] whoever appends after a loss is stale, notices it at once, and only the new life goes on', async () => {
    const { prefix, stream } = place()
    const a = await node(prefix)
    await a.log.append(TALK, 0, moves(1, 5))
    a.follow(5)
    await by.xtrim(stream, 'MAXLEN', 3)
    await by.xdel(stream, '5-0', '4-0')
    expect(await a.log.append(TALK, 5, [move(6)])).toBe('stale')
    await a.until(() => a.epochs.length === 1)
    expect(a.epochs).toEqual([{ epoch: await a.log.epoch(TALK), first: true }])
    expect(numbers(await all(a.log))).toEqual([3])
    a.follow(3)
    // Redis itself would refuse number 4, which it has had before.
    expect(await a.log.append(TALK, 3, [move(4)])).toHaveLength(1)
    expect(numbers(await all(a.log))).toEqual([3, 4])
  })

  test('[L20] entries replaced by as many others are noticed, although the number is the same', async () => {
    const { prefix, stream } = place()
    const [a, b] = [await node(prefix), await node(prefix)]
    await a.log.append(TALK, 0, moves(1, 3))
    a.follow(3)
    await a.until(() => true)
    const multi = by.multi().del(stream)
    for (let i = 1; i <= 3; i += 1)
      multi.xadd(
        stream,
        `${i}-0`,
        'at',
        i,
        'by',
        'x',
        'id',
        `other-${i}`,
        'event',
        '{"type":"clock/restarted"}',
      )
    await multi.exec()
    expect(await a.log.append(TALK, 3, [move(4)])).toBe('stale')
    await a.until(() => a.epochs.length === 1)
    expect((await all(b.log)).map(({ id }) => id)).toEqual(['other-1', 'other-2', 'other-3'])
  })

  test('[L20] an older file put back: every node hears of it when it is there again, once', async () => {
    const own = await startRedis()
    onTestFinished(own.close)
    const nodes = [await node('l:', {}, own), await node('l:', {}, own), await node('l:', {}, own)] as const
    const [{ log, epoch }] = nodes
    await log.append(TALK, 0, moves(1, 400))
    const [file, older] = [join(own.folder, 'appendonlydir'), join(own.folder, 'older')]
    await cp(file, older, { recursive: true })
    await log.append(TALK, 400, moves(401, 500))
    for (const each of nodes) {
      each.follow(499)
      await each.until(() => each.got.length === 1)
      await each.log.epoch(TALK)
    }
    await own.stop()
    await rm(file, { recursive: true })
    await cp(older, file, { recursive: true })
    await own.start()
    for (const each of nodes) await each.until(() => each.epochs.length > 0)
    const epochs = nodes.flatMap((each) => each.epochs)
    expect(epochs).toHaveLength(3)
    expect(epochs.filter(({ first }) => first)).toHaveLength(1)
    expect(new Set(epochs.map((each) => each.epoch)).size).toBe(1)
    expect(epochs[0]?.epoch).not.toBe(epoch)
    for (const each of nodes) expect(await all(each.log)).toHaveLength(400)
  })

  test('[L21] a stream that is gone while its snapshot is there goes on after the snapshot', async () => {
    const { prefix, stream } = place()
    const a = await node(prefix)
    await a.log.append(TALK, 0, moves(1, 10))
    await a.log.saveSnapshot(TALK, { seq: 8, body: '{"eight":8}' })
    a.follow(10)
    await by.del(stream)
    await a.until(() => a.epochs.length === 1)
    expect(await a.log.snapshot(TALK)).toEqual({ seq: 8, body: '{"eight":8}' })
    expect(await all(a.log, 8)).toEqual([])
    a.follow(8)
    expect(await a.log.append(TALK, 8, [move(9)])).toMatchObject([{ seq: 9 }])

    await by.del(stream)
    const b = await node(prefix)
    expect(b.epoch).not.toBe(a.epochs[0]?.epoch)
    expect(await b.log.append(TALK, 8, [move(9)])).toMatchObject([{ seq: 9 }])
  })

  test('[L22] a snapshot of an earlier life, or of entries that are not there, is not kept and not given', async () => {
    const { prefix, stream, snapshot } = place()
    const [a, b] = [await node(prefix), await node(prefix)]
    await a.log.append(TALK, 0, moves(1, 5))
    await a.log.saveSnapshot(TALK, { seq: 6, body: '{"ahead":1}' })
    expect(await a.log.snapshot(TALK)).toBeNull()
    await by.set(`${prefix}epoch:${TALK}`, 'another-life')
    await a.log.saveSnapshot(TALK, { seq: 5, body: '{"old":1}' })
    expect(await a.log.snapshot(TALK)).toBeNull()
    await b.log.epoch(TALK)
    await b.log.saveSnapshot(TALK, { seq: 3, body: '{"three":3}' })
    expect(await b.log.snapshot(TALK)).toEqual({ seq: 3, body: '{"three":3}' })

    await by.hset(snapshot, 'seq', 999)
    expect(await a.log.snapshot(TALK)).toBeNull()
    await b.log.saveSnapshot(TALK, { seq: 4, body: '{"four":4}' })
    expect(await a.log.snapshot(TALK)).toEqual({ seq: 4, body: '{"four":4}' })
    await by.hset(snapshot, 'seq', 'nonsense')
    expect(await a.log.snapshot(TALK)).toBeNull()
    expect(await by.xlen(stream)).toBe(5)
  })
})

describe('cut entries', () => {
  test('[L23] only what the stored snapshot holds is cut, and never the newest ones', async () => {
    const { prefix, stream } = place()
    const { log } = await node(prefix, { keep: 50 })
    const first = async (): Promise<string | undefined> =>
      (await by.xrange(stream, '-', '+', 'COUNT', 1))[0]?.[0]
    await log.append(TALK, 0, moves(1, 300))
    expect(await first()).toBe('1-0')
    await log.saveSnapshot(TALK, { seq: 100, body: '{"hundred":1}' })
    expect(await first()).toBe('101-0')
    await log.saveSnapshot(TALK, { seq: 40, body: '{"forty":1}' })
    expect(await first()).toBe('101-0')
    await log.saveSnapshot(TALK, { seq: 290, body: '{"most":1}' })
    expect(await first()).toBe('251-0')
    await log.saveSnapshot(TALK, { seq: 300, body: '{"all":1}' })
    expect(await first()).toBe('251-0')
    const saved = await log.snapshot(TALK)
    expect(saved?.seq).toBe(300)
    expect(numbers(await all(log, 250))).toHaveLength(50)
  })

  test('[L23] nothing of a short talk is cut', async () => {
    const { prefix, stream } = place()
    const { log } = await node(prefix)
    await log.append(TALK, 0, moves(1, 500))
    await log.saveSnapshot(TALK, { seq: 500, body: '{}' })
    expect(await by.xlen(stream)).toBe(500)
  })

  test('[L24] a node that stands before the cut gets nothing over the gap: it starts over in the same epoch', async () => {
    const { prefix } = place()
    const [a, b] = [await node(prefix, { keep: 10 }), await node(prefix)]
    await a.log.append(TALK, 0, moves(1, 100))
    await a.log.saveSnapshot(TALK, { seq: 95, body: '{"state":95}' })
    b.follow(5)
    await b.until(() => b.epochs.length === 1)
    expect(b.epochs).toEqual([{ epoch: a.epoch, first: false }])
    expect(b.got).toEqual([])
    const saved = await b.log.snapshot(TALK)
    b.follow(saved?.seq ?? 0)
    await b.until(() => b.got.length === 5)
    expect(numbers(b.got)).toEqual([96, 97, 98, 99, 100])
    expect(await b.log.append(TALK, 100, [move(101)])).toHaveLength(1)
  })

  test('[L24] a gap that no snapshot explains is a loss', async () => {
    const { prefix, stream } = place()
    const [a, b] = [await node(prefix), await node(prefix)]
    await a.log.append(TALK, 0, moves(1, 20))
    await by.xdel(stream, '7-0', '8-0')
    b.follow(0)
    await b.until(() => b.epochs.length === 1)
    expect(b.epochs[0]?.epoch).not.toBe(a.epoch)
    expect(numbers(b.got)).toEqual([1, 2, 3, 4, 5, 6])
    expect(numbers(await all(b.log))).toEqual([
      1,
      2,
      3,
      4,
      5,
      6,
      ...Array.from({ length: 12 }, (_, i) => i + 9),
    ])
    expect(b.reports.join('\n')).toContain('Entries 7 to 8 of the talk "a-talk" are not in Redis')
  })
})

describe('entries of somebody else', () => {
  const malformed: [string, string[]][] = [
    ['no fields of ours', ['hello', 'world']],
    ['no JSON', ['at', '1', 'by', 'x', 'id', 'intent-x', 'event', '{"type":']],
    [
      'an event without a type',
      ['at', '1', 'by', 'x', 'id', 'intent-x', 'event', '{"kind":"position/moved"}'],
    ],
    ['no event at all', ['at', '1', 'by', 'x', 'id', 'intent-x', 'event', 'null']],
    ['a time that is none', ['at', '-1e9', 'by', 'x', 'id', 'intent-x', 'event', '{"type":"talk/ended"}']],
    ['names of the prototype', ['__proto__', 'x', 'constructor', 'y']],
    [
      'an endless name',
      ['at', '1', 'by', 'x'.repeat(5000), 'id', 'intent-x', 'event', '{"type":"talk/ended"}'],
    ],
  ]
  test.each(malformed)(
    '[L25] %s: it keeps its number, changes nothing and is reported once',
    async (_what, fields) => {
      const { prefix, stream } = place()
      const a = await node(prefix)
      await a.log.append(TALK, 0, [move(1)])
      a.follow(0)
      await a.until(() => a.got.length === 1)
      await by.xadd(stream, '2-0', ...fields)
      await a.until(() => a.got.length === 2)
      expect(a.got[1]).toMatchObject({ seq: 2, at: 0, by: 'unknown', event: { type: 'unknown/malformed' } })
      expect(await a.log.append(TALK, 2, [move(3)])).toHaveLength(1)
      expect(numbers(await all(a.log))).toEqual([1, 2, 3])
      expect(a.reports).toHaveLength(1)
      expect(a.reports[0]).toContain('Entry 2 of the talk "a-talk" in Redis is malformed')
    },
  )

  test('[L26] entries with ids that are not ours are put aside, and the talk goes on with the next number', async () => {
    const { prefix, stream } = place()
    const a = await node(prefix)
    await a.log.append(TALK, 0, moves(1, 3))
    a.follow(0)
    await a.until(() => a.got.length === 3)
    await by.xadd(stream, '*', 'a', 'stranger')
    expect(await a.log.append(TALK, 3, [move(4)])).toHaveLength(1)
    await by.xadd(stream, '4-7', 'a', 'stranger')
    await by.xadd(stream, '*', ...Array.from({ length: 20_000 }, (_, i) => String(i)))
    expect(await a.log.append(TALK, 4, [move(5)])).toHaveLength(1)
    await a.until(() => a.got.length === 5)
    expect(numbers(await all(a.log))).toEqual([1, 2, 3, 4, 5])
    expect(
      (await by.xrange(`${prefix}foreign:${TALK}`, '-', '+')).map(([, [, , name, value]]) => [name, value]),
    ).toEqual([
      ['a', 'stranger'],
      ['a', 'stranger'],
      ['0', '1'],
    ])
    expect(a.epochs).toEqual([])
    expect(a.reports.every((each) => each.includes('were put aside'))).toBe(true)
  })

  test('[L27] news on the channel that are not ours are dropped, and whispers are still heard', async () => {
    const { prefix } = place()
    const [a, b] = [await node(prefix), await node(prefix)]
    const heard: unknown[] = []
    const last = new Promise<void>((resolve) => {
      a.log.onWhisper(TALK, (whisper) => {
        heard.push(whisper)
        resolve()
      })
    })
    const strange = [
      'no json',
      'null',
      '{"about":"whisper","from":"x","talk":"a-talk","whisper":{"about":"heads"}}',
      '{"about":"whisper","from":"x","talk":"a-talk","whisper":{"about":"heads","node":"x","headcount":{"audience":-1,"stage":0,"presenter":0}}}',
      '{"about":"whisper","from":"x","talk":"a-talk","whisper":{"about":"__proto__"}}',
      '{"about":"epoch","talk":"never-heard-of"}',
      `[${'['.repeat(10_000)}`,
    ]
    for (const text of strange) await by.publish(`${prefix}news`, text)
    const whisper = { about: 'heads', node: 'b', headcount: { audience: 1, stage: 0, presenter: 0 } } as const
    b.log.whisper(TALK, whisper)
    await last
    expect(heard).toEqual([whisper])
    expect(a.reports).toEqual([expect.stringContaining('is not for Lectern')])
    expect(await by.exists(`${prefix}epoch:never-heard-of`)).toBe(0)
  })

  test('[L20] an epoch that somebody wrote over is replaced', async () => {
    const { prefix } = place()
    const a = await node(prefix)
    a.follow(0)
    await by.set(`${prefix}epoch:${TALK}`, 'not an epoch at all, and far too long')
    await a.until(() => a.epochs.length === 1)
    expect(a.epochs[0]?.epoch).toMatch(/^[\w-]{4,20}$/)
  })
})
