/** F2: the server shuts down, or disconnects a browser; and F28: it is paused for a while. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { DESKTOP, follow } from '../support/browsers.ts'
import { expectShown } from '../support/screens.ts'
import { TALK } from './follower.ts'
import { startRig } from './rig.ts'
import { createLedger, record, startTraffic } from './traffic.ts'
import { universalCheck } from './universal-check.ts'

const at = (h: number) => ({ h, v: 0, f: -1 })

test('[F2] SIGTERM under load: all browsers are notified and reconnect by themselves, and a retry gets its first answer', async () => {
  const rig = await startRig()
  const driver = await rig.present()
  const crowd = await rig.crowd(50, { chat: true })
  const { page } = await follow(rig, `/${TALK}/`, { ...DESKTOP, unstable: true })
  const ledger = createLedger()
  const traffic = startTraffic({ ledger, driver, movesPerSecond: 40, writers: crowd, messagesPerSecond: 25 })
  for (let round = 1; round <= 2; round++) {
    // Traffic for a while, so that the shutdown comes in the middle of it.
    await sleep(400)
    expect(await rig.stop()).toBe(0)
    await rig.start()
    await driver.until(({ live }) => live)
    await Promise.all(crowd.map((each) => each.until(({ count }) => count.connections > round)))
  }
  await traffic.stop()
  for (const each of crowd) expect(each.count.restarts).toBe(2)
  expect(await record(ledger, driver, { type: 'position/goto', to: at(55) })).toBe(true)
  await expectShown(page, at(55))
  await universalCheck(rig, { followers: [driver, ...crowd], ledger })
})

test('[F2] a page that the server disconnected with `io server disconnect` reconnects, too', async () => {
  const rig = await startRig()
  const driver = await rig.present()
  const { page } = await follow(rig.proxy, `/${TALK}/`, { ...DESKTOP, unstable: true })
  const ledger = createLedger()
  await driver.until(({ headcount }) => headcount?.audience === 1)
  // The frame of Socket.IO's DISCONNECT: afterwards the client reconnects only if its page requests it.
  rig.proxy.inject(Buffer.from([0x81, 2, ...Buffer.from('41')]))
  await page.locator('html:not([data-link=live])').waitFor({ state: 'attached' })
  expect(await record(ledger, driver, { type: 'position/goto', to: at(21) })).toBe(true)
  await expectShown(page, at(21))
  await universalCheck(rig, { followers: [driver], ledger })
})

test('[F28] the process is paused for 3 s: no browser is lost, it reports that it was not ready, and continues', async () => {
  const rig = await startRig()
  const driver = await rig.present()
  const crowd = await rig.crowd(50)
  const ledger = createLedger()
  const { pid } = rig.program.child
  process.kill(pid ?? 0, 'SIGSTOP')
  const held = record(ledger, driver, { type: 'position/goto', to: at(4) })
  // Paused for 3 seconds, it can report nothing.
  await sleep(3000)
  process.kill(pid ?? 0, 'SIGCONT')
  expect(await held).toBe(true)
  const unready = await fetch(`${rig.url}/readyz`)
  expect(unready.status).toBe(503)
  expect((await unready.json()) as object).toMatchObject({ status: 'busy' })
  expect((await fetch(`${rig.url}/healthz`)).status).toBe(200)
  await Promise.all(crowd.map((each) => each.until(({ view }) => view.position?.h === 4)))
  for (const each of crowd) expect(each.count.connections).toBe(1)
  await expect.poll(async () => (await fetch(`${rig.url}/readyz`)).status).toBe(200)
  await universalCheck(rig, { followers: [driver, ...crowd], ledger, expected: /stood still/ })
})
