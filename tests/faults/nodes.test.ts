/** F3 to F7: several nodes over one Redis that is down, returns with less, refuses writes, or is trimmed. */
import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { Event, NewEntry } from '../../protocol/event.ts'
import type { TalkLog } from '../../server/log/log.ts'
import { openRedisLog } from '../../server/log/redis/log.ts'
import { openSqliteLog } from '../../server/log/sqlite/log.ts'
import { freePort } from '../support/program.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'
import { TALK, type Follower } from './follower.ts'
import { startRig } from './rig.ts'
import { createLedger, record } from './traffic.ts'
import { universalCheck } from './universal-check.ts'

const at = (h: number) => ({ h, v: 0, f: -1 })
const goto = (h: number) => ({ type: 'position/goto', to: at(h) })
const showing = (h: number) => (each: Follower) => each.live && each.view.position?.h === h
/** Errors that nodes log while Redis is down; all of them are caused by the fault itself. */
const AWAY =
  /did not take a batch|The log reported an error|snapshot could not|could not be read again|lost, replaced or cut/

async function ownRedis(...options: string[]): Promise<TestRedis> {
  const redis = await startRedis(...options)
  onTestFinished(redis.close)
  return redis
}

async function openLog(redis: TestRedis): Promise<TalkLog> {
  return (await openRedisLog(redis.address(), () => {})).log
}

/** Two nodes, a driver on the first, ten people on each. */
async function hall(redis: TestRedis) {
  const options = ['--redis', redis.url]
  const [a, b] = await Promise.all([startRig({ options }), startRig({ options })])
  const driver = await a.present()
  const [onA, onB] = await Promise.all([a.crowd(10, { chat: true }), b.crowd(10, { chat: true })])
  const ledger = createLedger()
  expect(await record(ledger, driver, goto(1))).toBe(true)
  const everybody = [driver, ...onA, ...onB]
  await seen(everybody, 1)
  const check = (expected?: RegExp) =>
    universalCheck([a, b], { followers: everybody, ledger, ...(expected && { expected }) }, () =>
      openLog(redis),
    )
  return { a, b, driver, onA, onB, everybody, ledger, check }
}

async function seen(some: Follower[], h: number, withinMs?: number): Promise<void> {
  await Promise.all(some.map((each) => each.until(showing(h), withinMs, `slide ${h}`)))
}

/** An entry of a future version. */
const ofLater: NewEntry = {
  at: Date.now(),
  by: 'guest-of-later',
  id: 'an-intent-of-later',
  event: { type: 'talk/applauded', hands: 7 } as unknown as Event,
}

test('[F3] a node of a later version writes an unknown event: it is skipped, on every node', async () => {
  const redis = await ownRedis()
  const { driver, everybody, ledger, check } = await hall(redis)
  const later = await openLog(redis)
  expect(await later.append(TALK, await lastOf(later), [ofLater])).toHaveLength(1)
  await later.close()
  expect(await record(ledger, driver, goto(2))).toBe(true)
  await seen(everybody, 2)
  const { entries } = await check()
  expect(entries.some(({ id }) => id === ofLater.id)).toBe(true)
})

test('[F3] an older version opens a file that a later one has written to', async () => {
  const rig = await startRig()
  const driver = await rig.present()
  const ledger = createLedger()
  expect(await record(ledger, driver, goto(1))).toBe(true)
  await rig.stop()
  const { log } = await openSqliteLog(join(rig.data, 'lectern.db'))
  await log.append(TALK, await lastOf(log), [ofLater])
  await log.close()
  await rig.start()
  await driver.until(({ live }) => live)
  expect(await record(ledger, driver, goto(2))).toBe(true)
  await universalCheck(rig, { followers: [driver], ledger })
})

async function lastOf(log: TalkLog): Promise<number> {
  let last = 0
  for await (const { seq } of log.read(TALK, 0)) last = seq
  return last
}

test('[F4] Redis down for 2 s: browsers on the driver’s node follow, taps say "not saved", the others catch up', async () => {
  const redis = await ownRedis()
  const { driver, onA, onB, everybody, ledger, check } = await hall(redis)
  await redis.stop()
  expect(await record(ledger, driver, goto(2))).toBe(true)
  for (const h of [3, 4, 5]) expect(await record(ledger, driver, goto(h))).toBe(true)
  expect(ledger.unsaved.size).toBe(4)
  await seen([driver, ...onA], 5)
  const said = await onA[0]?.send({ type: 'chat/say', text: 'not now' })
  expect(said).toMatchObject({ refusal: { code: 'unavailable' } })
  // The outage itself: 2 seconds.
  await sleep(2000)
  expect(onB[0]?.view.position?.h).toBe(1)
  await redis.start()
  await driver.until(({ saved }) => saved, undefined, 'the word that all is saved')
  await seen(everybody, 5)
  const { entries } = await check(AWAY)
  const stored = new Set(entries.map(({ id }) => id))
  for (const id of ledger.unsaved) expect(stored).toContain(id)
})

test('[F5] Redis returns without its last entries: a new epoch, every browser starts over, and the talk keeps its position', async () => {
  const redis = await ownRedis()
  const { driver, everybody, ledger, check } = await hall(redis)
  const { epoch } = driver
  const kept = `${redis.folder}-kept`
  onTestFinished(() => rm(kept, { recursive: true, force: true }))
  await cp(join(redis.folder, 'appendonlydir'), kept, { recursive: true })
  for (const h of [2, 3, 4, 5]) expect(await record(ledger, driver, goto(h))).toBe(true)
  // The talk keeps the position of the node that restores it first, so both nodes must know the last move.
  await seen(everybody, 5)
  await redis.stop()
  await rm(join(redis.folder, 'appendonlydir'), { recursive: true })
  await cp(kept, join(redis.folder, 'appendonlydir'), { recursive: true })
  await redis.start()
  await Promise.all(everybody.map((each) => each.until((one) => one.epoch !== epoch && !isUnsaved(one))))
  await seen(everybody, 5)
  // Acknowledged entries are lost with Redis's memory; the new epoch reports that.
  ledger.acked.clear()
  expect(await record(ledger, driver, goto(6))).toBe(true)
  await seen(everybody, 6)
  await check(AWAY)
})

const isUnsaved = ({ epoch }: Follower): boolean => epoch?.startsWith('unsaved-') ?? false

test('[F6] without its replica Redis refuses writes: nothing is acknowledged as saved, and everything is stored when the replica is back', async () => {
  const [port, replicaPort] = [await freePort(), await freePort()]
  const words = (text: string): string[] => text.split(' ')
  const kept = '--bind 127.0.0.1 --appendonly yes --appendfsync always'
  const picky = '--repl-diskless-sync-delay 0 --min-replicas-to-write 1 --min-replicas-max-lag 2'
  const redis = await ownRedis(...words(`--port ${port} ${kept} ${picky}`))
  const of = words(`--port ${replicaPort} ${kept} --replicaof 127.0.0.1`)
  const replica = await ownRedis(...of, String(port))
  const client = redis.client()
  await expect.poll(() => client.info('replication')).toContain('min_slaves_good_slaves:1')
  const { driver, onA, everybody, ledger, check } = await hall(redis)
  replica.process().kill('SIGSTOP')
  onTestFinished(() => void replica.process().kill('SIGCONT'))
  await expect.poll(() => client.info('replication')).toContain('min_slaves_good_slaves:0')
  expect(await record(ledger, driver, goto(2))).toBe(true)
  expect(ledger.unsaved.size).toBe(1)
  await seen(onA, 2)
  await driver.until(({ saved }) => !saved)
  replica.process().kill('SIGCONT')
  await driver.until(({ saved }) => saved, undefined, 'the word that all is saved')
  await seen(everybody, 2)
  await check(AWAY)
  // The replica has everything.
  expect(await replica.client().xlen(`lectern:talk:${TALK}`)).toBe(await client.xlen(`lectern:talk:${TALK}`))
})

test('[F7] a node is paused while the stream is trimmed: it reloads, and no browser on it sees a gap', async () => {
  const redis = await ownRedis()
  const { b, driver, onB, ledger, check } = await hall(redis)
  b.program.child.kill('SIGSTOP')
  const log = await openLog(redis)
  let last = await lastOf(log)
  const passing = (i: number): NewEntry => ({
    at: Date.now(),
    by: 'guest-1',
    id: `passing-${i}`,
    event: { type: 'chat/said', text: `passing ${i}` },
  })
  for (let page = 0; page < 3; page++) {
    const batch = Array.from({ length: 500 }, (_, i) => passing(page * 500 + i))
    const taken = await log.append(TALK, last, batch)
    expect(taken).not.toBe('stale')
    last += batch.length
  }
  await expect.poll(async () => (await log.snapshot(TALK))?.seq ?? 0).toBeGreaterThan(1000)
  const { seq } = (await log.snapshot(TALK)) ?? { seq: 0 }
  await log.close()
  await redis.client().xtrim(`lectern:talk:${TALK}`, 'MINID', '=', `${seq + 1}-0`)
  expect(await record(ledger, driver, goto(9))).toBe(true)
  b.program.child.kill('SIGCONT')
  await seen(onB, 9)
  for (const each of onB) expect(each.count.connections).toBe(1)
  await check(AWAY)
})
