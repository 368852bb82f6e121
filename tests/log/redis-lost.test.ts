/** Tests for the Redis log when entries are lost, replaced or trimmed. */
import { cp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { freePort } from '../support/program.ts'
import { startRedis } from '../support/redis.ts'
import { all, numbers, openNode, place, TALK } from '../support/redis-node.ts'
import { move } from '../../server/log/contract.ts'

const redis = await startRedis()
const by = redis.client()
afterAll(redis.close)

const node = (prefix: string, options?: { keep: number }) => openNode(redis, prefix, options)
const moves = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => move(from + i))

describe('lost entries', () => {
  test('[L20] a quiet talk whose Redis was emptied has one new epoch on all nodes, and one node noticed it first', async () => {
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

  test('[L20] an append after a loss is stale and detects the loss at once, and only the new epoch continues', async () => {
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

  test('[L19] [L20] entries replaced by the same number of others are detected, and nothing of a batch is stored after them', async () => {
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
    expect(await a.log.append(TALK, 3, moves(4, 5))).toBe('stale')
    await a.until(() => a.epochs.length === 1)
    expect((await all(b.log)).map(({ id }) => id)).toEqual(['other-1', 'other-2', 'other-3'])
  })

  test('[L20] an older file restored: every node notices when Redis is back, once', async () => {
    const own = await startRedis()
    onTestFinished(own.close)
    const nodes = [await openNode(own, 'l:'), await openNode(own, 'l:'), await openNode(own, 'l:')] as const
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

  test('[L20] a replica that takes over without the newest entries: one new epoch, also for a node that starts later', async () => {
    const port = await freePort()
    const primary = await startRedis('--port', String(port), '--repl-diskless-sync-delay', '0')
    onTestFinished(primary.close)
    const replica = await startRedis('--replicaof', '127.0.0.1', String(port))
    onTestFinished(replica.close)
    const nodes = [await openNode(primary, 'f:'), await openNode(primary, 'f:')] as const
    const [{ log, epoch }] = nodes
    await log.append(TALK, 0, moves(1, 400))
    await primary.client().wait(1, 0)
    await replica.client().replicaof('NO', 'ONE')
    await log.append(TALK, 400, moves(401, 500))
    for (const each of nodes) {
      each.follow(499)
      await each.until(() => each.got.length === 1)
      await each.log.epoch(TALK)
    }
    await primary.stop()
    await rename(replica.socket, primary.socket)
    // It has seen none of the lost entries, and writes as many as there were.
    const late = await openNode(primary, 'f:')
    await late.log.append(TALK, 400, moves(1401, 1500))
    for (const each of nodes) await each.until(() => each.epochs.length > 0)
    const now = await late.log.epoch(TALK)
    expect(now).not.toBe(epoch)
    for (const each of nodes) {
      expect(each.epochs.map((one) => one.epoch)).toEqual([now])
      expect((await all(each.log)).at(-1)).toEqual((await all(late.log)).at(-1))
    }
  })

  test('[L21] if a stream is gone but its snapshot exists, the talk continues after the snapshot', async () => {
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

  test('[L22] a snapshot of an earlier epoch, or of entries that do not exist, is neither stored nor returned', async () => {
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

describe('trimmed entries', () => {
  test('[L23] only entries in the stored snapshot are trimmed, and never the newest ones', async () => {
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

  test('[L23] a short talk is not trimmed', async () => {
    const { prefix, stream } = place()
    const { log } = await node(prefix)
    await log.append(TALK, 0, moves(1, 500))
    await log.saveSnapshot(TALK, { seq: 500, body: '{}' })
    expect(await by.xlen(stream)).toBe(500)
  })

  test('[L24] a node behind the trimmed part gets nothing across the gap: it starts over in the same epoch', async () => {
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
