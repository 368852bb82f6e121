/** Tests for the Redis log while Redis is down or does not answer, and for its leases meanwhile. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import pino from 'pino'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Entry } from '../../protocol/event.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'
import { SERVER } from '../../protocol/role.ts'
import { openTalk, type Talk } from '../../server/talk/talk.ts'
import { move } from '../../server/log/contract.ts'
import type { TalkLog, NodeSignal } from '../../server/log/log.ts'
import { openRedisLog } from '../../server/log/redis/log.ts'

const TALK = 'a-talk'
const SIGNAL: NodeSignal = { about: 'heads', node: 'a', headcount: { audience: 1, stage: 0, presenter: 0 } }
const quiet = pino({ level: 'silent' })

// It takes seconds to detect that Redis hangs.
vi.setConfig({ testTimeout: 30_000 })

async function server(): Promise<TestRedis> {
  const redis = await startRedis()
  onTestFinished(redis.close)
  return redis
}

async function node(redis: TestRedis) {
  const reports: string[] = []
  const { log } = await openRedisLog(redis.address(), (error) => reports.push(String(error)))
  onTestFinished(() => log.close())
  const got: Entry[] = []
  let check = (): void => {}
  log.subscribe(TALK, 0, (entries) => {
    got.push(...entries)
    check()
  })
  const until = (seq: number): Promise<void> =>
    new Promise((resolve) => {
      check = () => {
        if ((got.at(-1)?.seq ?? 0) >= seq) resolve()
      }
      check()
    })
  return { log, reports, got, until }
}

async function timed(what: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await what()
  return performance.now() - begun
}

const numbers = (entries: Entry[]): number[] => entries.map(({ seq }) => seq)

async function stored(log: TalkLog): Promise<Entry[]> {
  const entries: Entry[] = []
  for await (const entry of log.read(TALK, 0)) entries.push(entry)
  return entries
}

describe('Redis is down', () => {
  test('[L28] an append is rejected at once, the reason is reported once, and within 2 s after the return all continues', async () => {
    const redis = await server()
    const [a, b] = [await node(redis), await node(redis)]
    await a.log.append(TALK, 0, [move(1)])
    await Promise.all([a.until(1), b.until(1)])
    const epoch = await a.log.epoch(TALK)

    await redis.stop()
    const rejected = await timed(() => expect(a.log.append(TALK, 1, [move(2)])).rejects.toThrow())
    // An append that hangs takes 2 s.
    expect(rejected).toBeLessThan(1900)
    await expect(stored(a.log)).rejects.toThrow()
    const heard: NodeSignal[] = []
    a.log.onSignal(TALK, (signal) => heard.push(signal))
    a.log.signal(TALK, SIGNAL)
    expect(heard).toEqual([SIGNAL])

    await redis.start()
    const back = await timed(async () => {
      const c = await node(redis)
      expect(await c.log.append(TALK, 1, [move(2)])).toHaveLength(1)
      await Promise.all([a.until(2), b.until(2)])
    })
    expect(back).toBeLessThan(30_000)
    expect(await a.log.append(TALK, 2, [move(3)])).toHaveLength(1)
    await b.until(3)
    expect(numbers(b.got)).toEqual([1, 2, 3])
    expect(await b.log.epoch(TALK)).toBe(epoch)
    for (const { reports } of [a, b])
      expect(reports).toEqual([expect.stringMatching(/^Error: Redis at .* cannot be reached: .*\.$/)])

    // A node may subscribe to the channel of signals later than to the log.
    const again: NodeSignal[] = []
    b.log.onSignal(TALK, (signal) => again.push(signal))
    await expect
      .poll(
        () => {
          a.log.signal(TALK, SIGNAL)
          return again[0]
        },
        { timeout: 60_000 },
      )
      .toEqual(SIGNAL)
  })

  test('[L29] an append without an answer is rejected, and its retry is stale: it takes effect once', async () => {
    const redis = await server()
    const [a, b] = [await node(redis), await node(redis)]
    await a.log.append(TALK, 0, [move(1)])
    await Promise.all([a.until(1), b.until(1)])
    redis.process().kill('SIGSTOP')
    const rejected = await timed(() => expect(a.log.append(TALK, 1, [move(2)])).rejects.toThrow())
    expect(rejected).toBeLessThan(30_000)
    redis.process().kill('SIGCONT')
    await Promise.all([a.until(2), b.until(2)])
    expect(await a.log.append(TALK, 1, [move(2)])).toBe('stale')
    expect((await stored(b.log)).map(({ id }) => id)).toEqual(['intent-1', 'intent-2'])
    expect(numbers(a.got)).toEqual([1, 2])
    expect(numbers(b.got)).toEqual([1, 2])
  })

  test('[L29] the same through a talk: what was shown unsaved is stored once, and is saved then', async () => {
    const redis = await server()
    const a = await node(redis)
    const talk = await openTalk(a.log, TALK, quiet, Date.now, { healMs: 100 })
    onTestFinished(() => talk.close())
    const slides = [0, 1, 2].map((h) => ({ id: `s${h}`, h, v: 0, title: '', steps: 0 }))
    await talk.append({ id: 'outline-1', type: 'talk/outline', version: 'v1', slides }, SERVER)
    const stage = { role: 'stage', paired: true, id: 'device-1' } as const
    redis.process().kill('SIGSTOP')
    const next = (h: number) =>
      talk.append({ id: `intent-${h}`, type: 'position/goto', to: { h, v: 0, f: -1 } }, stage)
    const answers = [await next(1), await next(2)]
    expect(answers).toMatchObject([
      { ok: true, durable: false },
      { ok: true, durable: false },
    ])
    expect(talk.state.position.h).toBe(2)
    redis.process().kill('SIGCONT')
    await new Promise<void>((resolve) => talk.onChange(() => talk.saved && resolve()))
    expect((await stored(a.log)).map(({ id }) => id)).toEqual(['outline-1', 'intent-1', 'intent-2'])
    expect(talk.state.position.h).toBe(2)
    expect(await next(2)).toMatchObject({ ok: true, seq: 3 })
  })

  test('[L28] [L29] messages from three nodes while Redis is killed repeatedly: each is stored once', async () => {
    const redis = await server()
    const talks = await Promise.all(
      [1, 2, 3].map(async () => {
        const talk = await openTalk((await node(redis)).log, TALK, quiet, Date.now, { healMs: 50 })
        onTestFinished(() => talk.close())
        return talk
      }),
    )
    const saved = (talk: Talk): Promise<void> =>
      new Promise((resolve) => {
        const undo = talk.onChange(() => check())
        const check = (): void => {
          if (talk.saved) resolve(undo())
        }
        check()
      })
    let writing = talks.length
    const ids: string[] = []
    const writers = talks.map(async (talk, me) => {
      for (let i = 0; i < 80; i += 1) {
        const intent = { id: `message-${me}-${i}`, type: 'chat/say', text: `${i}` } as const
        ids.push(intent.id)
        for (;;) {
          const ack = await talk.append(intent, { role: 'audience', paired: false, id: `guest-${me}` })
          if (ack.ok) break
          expect(ack.refusal.code).toBe('unavailable')
          await saved(talk)
        }
      }
      writing -= 1
    })
    let kills = 0
    for (; kills < 3 && writing > 0; kills += 1) {
      const reached = (talks[0]?.state.seq ?? 0) + 50
      await new Promise<void>((resolve) => {
        const undo = talks[0]?.onChange(({ seq }) => {
          if (seq >= reached) resolve(undo?.())
        })
      })
      await redis.stop()
      await redis.start()
    }
    expect(kills).toBe(3)
    await Promise.all(writers)
    const all = await stored((await node(redis)).log)
    expect(numbers(all)).toEqual(all.map((_, i) => i + 1))
    expect(all.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
  })
})

/** Records the events of a lease, and can wait for them. */
function holder(log: TalkLog) {
  const heard: { held: boolean; at: number }[] = []
  let check = (): void => {}
  const undo = log.lease('the-feed', (held) => {
    heard.push({ held, at: performance.now() })
    check()
  })
  const until = (held: boolean): Promise<number> =>
    new Promise((resolve) => {
      check = () => {
        const last = heard.at(-1)
        if (last?.held === held) resolve(last.at)
      }
      check()
    })
  return { heard, undo, until }
}

describe('leases', () => {
  test('[L18] one node holds it; another gets it at once when it is released, or when its log is closed', async () => {
    const redis = await server()
    const logs = [await node(redis), await node(redis), await node(redis)] as const
    const a = holder(logs[0].log)
    await a.until(true)
    const b = holder(logs[1].log)
    await logs[1].log.epoch(TALK)
    expect(b.heard).toEqual([])
    expect(await timed(() => (a.undo(), b.until(true)))).toBeLessThan(2500)
    const c = holder(logs[2].log)
    await logs[2].log.epoch(TALK)
    expect(c.heard).toEqual([])
    expect(await timed(() => Promise.all([logs[1].log.close(), c.until(true)]))).toBeLessThan(2500)
    expect(b.heard.map(({ held }) => held)).toEqual([true])
  })

  test('[L18] when the process of its holder is killed, another node has it within its 5 s', async () => {
    const redis = await server()
    const script = `
      import { openRedisLog } from ${JSON.stringify(new URL('../../server/log/redis/log.ts', import.meta.url).href)}
      const { log } = await openRedisLog(${JSON.stringify(redis.address())})
      log.lease('the-feed', () => process.stdout.write('held'))`
    const root = fileURLToPath(new URL('../../', import.meta.url))
    const args = ['--import', 'tsx', '--input-type=module', '--eval', script]
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    await once(child.stdout, 'data')
    const b = holder((await node(redis)).log)
    child.kill('SIGKILL')
    expect(await timed(() => b.until(true))).toBeLessThan(30_000)
  })

  test('[L18] without Redis its holder learns that it ended before any other node can have it', async () => {
    const redis = await server()
    const [a, b] = [holder((await node(redis)).log), holder((await node(redis)).log)]
    const first = await Promise.race([a.until(true).then(() => a), b.until(true).then(() => b)])
    redis.process().kill('SIGSTOP')
    expect(await timed(() => first.until(false))).toBeLessThan(30_000)
    redis.process().kill('SIGCONT')
    await Promise.race([a.until(true), b.until(true)])
    const all = [...a.heard, ...b.heard].toSorted((one, other) => one.at - other.at)
    expect(all.map(({ held }) => held)).toEqual([true, false, true])
  })
})
