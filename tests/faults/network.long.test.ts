/** F4, F11 and F30 at full length: half a minute without Redis, two minutes offline, a bad network. */
import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { openRedisLog } from '../../server/log/redis/log.ts'
import { startRedis } from '../support/redis.ts'
import type { Follower } from './follower.ts'
import { quantile, tell } from './hordes.ts'
import { startRig } from './rig.ts'
import { createLedger, record, startTraffic } from './traffic.ts'
import { universalCheck } from './universal-check.ts'

const goto = (h: number) => ({ type: 'position/goto', to: { h, v: 0, f: -1 } })
const showing = (h: number) => (each: Follower) => each.live && each.view.position?.h === h
const AWAY =
  /did not take a batch|The log reported an error|snapshot could not|could not be read again|lost, replaced or cut/

/** CPU time of a process in seconds. */
const cpuSeconds = (pid: number | undefined): number => {
  const ticks = execFileSync('sh', ['-c', `cut -d' ' -f14,15 /proc/${pid}/stat`], { encoding: 'utf8' })
  return ticks.split(' ').reduce((sum, each) => sum + Number(each) / 100, 0)
}

test('[F4] Redis down for 30 s: followed within 500 ms, little work meanwhile, the other nodes caught up within 5 s', async () => {
  const redis = await startRedis()
  onTestFinished(redis.close)
  const options = ['--redis', redis.url]
  const [a, b] = await Promise.all([startRig({ options }), startRig({ options })])
  const driver = await a.present()
  const [onA, onB] = [await a.crowd(200), await b.crowd(200)]
  const ledger = createLedger()
  expect(await record(ledger, driver, goto(1))).toBe(true)
  await Promise.all([...onA, ...onB].map((each) => each.until(showing(1))))
  await redis.stop()
  const before = cpuSeconds(a.program.child.pid)
  const times: number[] = []
  const begun = performance.now()
  let h = 1
  while (performance.now() - begun < 30_000) {
    h = 2 + (h % 50)
    const sent = performance.now()
    expect(await record(ledger, driver, goto(h))).toBe(true)
    await Promise.all(onA.map((each) => each.until(showing(h))))
    times.push(performance.now() - sent)
    // Two moves a second.
    await sleep(500)
  }
  const cpu = (cpuSeconds(a.program.child.pid) - before) / 30
  const back = performance.now()
  await redis.start()
  await Promise.all(onB.map((each) => each.until(showing(h))))
  const caughtUp = performance.now() - back
  await driver.until(({ saved }) => saved)
  tell('F4', {
    'moves while away': times.length,
    'to the last of 200 ms, p50': quantile(times, 0.5),
    p99: quantile(times, 0.99),
    'processor %': cpu * 100,
    'other node caught up after ms': caughtUp,
    'not saved, and stored later': ledger.unsaved.size,
  })
  expect(cpu).toBeLessThan(0.3)
  expect(caughtUp).toBeLessThan(5000)
  const { entries } = await universalCheck(
    [a, b],
    { followers: [driver, ...onA, ...onB], ledger, expected: AWAY },
    async () => (await openRedisLog(redis.address(), () => {})).log,
  )
  const stored = new Set(entries.map(({ id }) => id))
  for (const id of ledger.unsaved) expect(stored).toContain(id)
})

test("[F11] offline for two minutes while the talk continues: back within 2 s of the network's return", async () => {
  const rig = await startRig()
  const driver = await rig.present()
  const writers = await rig.crowd(50, { chat: true })
  const away = await rig.crowd(200, { url: rig.proxy.url, origin: rig.proxy.url, chat: true, backMs: 1000 })
  const ledger = createLedger()
  rig.proxy.set({ refusing: true })
  rig.proxy.cut('rst')
  const traffic = startTraffic({ ledger, driver, movesPerSecond: 2, writers, messagesPerSecond: 4 })
  // The outage itself: two minutes.
  await sleep(120_000)
  await traffic.stop()
  expect(await record(ledger, driver, goto(55))).toBe(true)
  const back = performance.now()
  rig.proxy.set({ refusing: false })
  await Promise.all(away.map((each) => each.until(showing(55), 15_000, 'slide 55')))
  const ms = performance.now() - back
  tell('F11', { browsers: away.length, 'events missed': ledger.acked.size, 'all back ms': ms })
  expect(ms).toBeLessThan(3000)
  await universalCheck(rig, { followers: [driver, ...writers, ...away], ledger })
})

test('[F30] 300 ms ± 200, 64 kbit/s, one move in twenty during a stall of 2 s: 95 % of the slides within 1.5 s', async () => {
  const rig = await startRig()
  const driver = await rig.present()
  const far = await rig.crowd(50, { url: rig.proxy.url, origin: rig.proxy.url, chat: true })
  const writers = await rig.crowd(20, { chat: true })
  const ledger = createLedger()
  rig.proxy.set({ delayMs: 100, jitterMs: 400, bytesPerSecond: 8000 })
  const times: number[] = []
  for (let i = 1; i <= 60; i++) {
    const h = i % 50
    if (i % 20 === 0) {
      rig.proxy.set({ stalled: ['down'] })
      setTimeout(() => rig.proxy.set({ stalled: [] }), 2000)
    }
    const sent = performance.now()
    const seen = far.map((each) =>
      each.until(showing(h), 10_000, `slide ${h}`).then(() => times.push(performance.now() - sent)),
    )
    expect(await record(ledger, driver, goto(h))).toBe(true)
    expect(await record(ledger, writers[i % 20]!, { type: 'chat/say', text: `said at ${i}` })).toBe(true)
    await Promise.all(seen)
  }
  rig.proxy.set({ delayMs: 0, jitterMs: 0, bytesPerSecond: Infinity })
  tell('F30', { 'slide ms, p50': quantile(times, 0.5), p95: quantile(times, 0.95), most: Math.max(...times) })
  expect(quantile(times, 0.95)).toBeLessThan(1500)
  for (const each of far) expect(each.count.connections).toBe(1)
  await universalCheck(rig, { followers: [driver, ...far, ...writers], ledger })
})
