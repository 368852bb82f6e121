/** F1: the process dies at any moment, and a supervisor restarts it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { seeded, startRig } from './rig.ts'
import { createLedger, startTraffic } from './traffic.ts'
import { universalCheck } from './universal-check.ts'

const SEED = 1
const KILLS = 5

test(`[F1] killed ${KILLS} times while the talk moves and people write: nothing that was acknowledged is lost`, async () => {
  const random = seeded(SEED)
  const rig = await startRig()
  const driver = await rig.present()
  const crowd = await rig.crowd(50, { chat: true })
  const ledger = createLedger()
  // Polls do not exist yet; chat messages are counted exactly instead.
  const traffic = startTraffic({
    ledger,
    driver,
    movesPerSecond: 40,
    writers: crowd,
    messagesPerSecond: 25,
  })
  for (let kill = 0; kill < KILLS; kill++) {
    // Any moment of the traffic works.
    await sleep(100 + random() * 500)
    await rig.kill()
    await rig.start()
    await driver.until(({ live }) => live, undefined, 'the talk after a restart')
  }
  await traffic.stop()
  const { entries } = await universalCheck(rig, { followers: [driver, ...crowd], ledger })
  expect(ledger.acked.size).toBeGreaterThan(50)
  expect(entries.length).toBeGreaterThan(ledger.acked.size)
  for (const each of crowd) expect(each.count.connections).toBeGreaterThan(1)
})
