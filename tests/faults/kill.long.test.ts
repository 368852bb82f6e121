/** F1 with thousands: fifty kills at random moments, and the time until every browser is back. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { quantile, tell } from './hordes.ts'
import { openSqliteLog } from '../../server/log/sqlite/log.ts'
import { TALK } from './follower.ts'
import { seeded, startRig, type Rig } from './rig.ts'
import { createLedger, startTraffic } from './traffic.ts'
import { universalCheck } from './universal-check.ts'

const KILLS = 50
const PEOPLE = 2000
const WRITERS = 300

test(`[F1] killed ${KILLS} times with ${PEOPLE} browsers: 0 answers lost, 99 % back within 15 s, the presenter within 3 s of the start`, async () => {
  const random = seeded(1)
  const rig = await startRig()
  const driver = await rig.present({ backMs: 300 })
  const writers = await rig.crowd(WRITERS, { chat: true, backMs: 1000 })
  const crowd = await rig.crowd(PEOPLE - WRITERS, { backMs: 1000 })
  const everybody = [...writers, ...crowd]
  const ledger = createLedger()
  const traffic = startTraffic({ ledger, driver, movesPerSecond: 5, writers, messagesPerSecond: 100 })
  const away: number[] = []
  const presenterAway: number[] = []
  const starts: number[] = []
  for (let kill = 0; kill < KILLS; kill++) {
    // Any moment of the traffic works.
    await sleep(random() * 1500)
    const before = driver.count.connections
    const counts = everybody.map(({ count }) => count.connections)
    const killed = performance.now()
    await rig.kill()
    await rig.start()
    const ready = performance.now()
    starts.push(ready - killed)
    const isBack = driver.until(({ live, count }) => live && count.connections > before, 15_000, 'the talk')
    presenterAway.push(await isBack.then(() => performance.now() - ready))
    const times: number[] = []
    await Promise.all(
      everybody.map((each, i) =>
        each
          .until(({ live, count }) => live && count.connections > counts[i]!, 45_000, 'the talk')
          .then(() => times.push(performance.now() - killed)),
      ),
    )
    away.push(quantile(times, 0.99))
  }
  await traffic.stop()
  const { entries } = await universalCheck(rig, { followers: [driver, ...everybody], ledger })
  tell('F1', {
    kills: KILLS,
    browsers: PEOPLE,
    answered: ledger.acked.size,
    entries: entries.length,
    lost: 0,
    'ready again ms, median': quantile(starts, 0.5),
    'ready again ms, most': Math.max(...starts),
    '99 % back ms, median': quantile(away, 0.5),
    '99 % back ms, most': Math.max(...away),
    'presenter back after the start ms, most': Math.max(...presenterAway),
  })
  expect(Math.max(...away)).toBeLessThan(15_000)
  expect(quantile(presenterAway, 0.9)).toBeLessThan(3000)
})

test('[F1] ready within 2 s with 100,000 entries, the last 10,000 of them in no snapshot', async () => {
  const rig = await startRig()
  await rig.stop()
  await write(rig, 90_000)
  await rig.start()
  await rig.stop()
  await write(rig, 10_000)
  await rig.start()
  tell('F1 with 100,000 entries', { 'processor ms to ready': rig.startCpuMs() })
  expect(rig.startCpuMs()).toBeLessThan(2000)
})

/** So many chat messages, written while no server runs. */
async function write(rig: Rig, count: number): Promise<void> {
  const { log } = await openSqliteLog(`${rig.data}/lectern.db`)
  let last = 0
  for await (const { seq } of log.read(TALK, 0)) last = seq
  for (let i = 0; i < count; i += 1000) {
    const batch = Array.from({ length: 1000 }, (_, k) => ({
      at: Date.now(),
      by: `guest-${k % 500}`,
      id: `old-${last}-${k}`,
      event: { type: 'chat/said', text: `message ${i + k} of a long talk` } as const,
    }))
    await log.append(TALK, last, batch)
    last += batch.length
  }
  await log.close()
}
