/** F10 to F14: the audience's network is lost for seconds or hours, or blocks WebSockets. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { NewEntry } from '../../protocol/event.ts'
import { openSqliteLog } from '../../server/log/sqlite/log.ts'
import { DESKTOP, follow, PHONE } from '../support/browsers.ts'
import { expectShown } from '../support/screens.ts'
import { TALK, type Follower } from './follower.ts'
import { startRig, type Rig } from './rig.ts'
import { createLedger, insist, record } from './traffic.ts'
import { universalCheck } from './universal-check.ts'

const at = (h: number) => ({ h, v: 0, f: -1 })
const shows = (h: number) => (follower: Follower) => follower.live && follower.view.position?.h === h

/** People and a page behind the proxy, and a driver who is not. */
async function hall() {
  const rig = await startRig()
  const driver = await rig.present()
  const behind = { url: rig.proxy.url, chat: true }
  const crowd = await rig.crowd(20, behind)
  const ledger = createLedger()
  const moveTo = async (h: number): Promise<void> => {
    expect(await record(ledger, driver, { type: 'position/goto', to: at(h) })).toBe(true)
  }
  return { rig, driver, crowd, ledger, moveTo }
}

function lineOut({ proxy }: Rig): () => void {
  proxy.set({ refusing: true })
  proxy.cut('rst')
  return () => proxy.set({ refusing: false })
}

test('[F10] offline for 2 s during 20 moves: back on the slide, and what was written meanwhile is there once', async () => {
  const { rig, driver, crowd, ledger, moveTo } = await hall()
  const { page } = await follow(rig.proxy, `/${TALK}/`, { ...PHONE, unstable: true })
  const lineBack = lineOut(rig)
  await Promise.all(crowd.map((each) => each.until(({ live }) => !live)))
  const said = crowd
    .slice(0, 5)
    .map((each, i) => record(ledger, each, { type: 'chat/say', text: `held ${i}` }))
  for (let h = 1; h <= 20; h++) await moveTo(h)
  // The outage itself: 2 seconds.
  await sleep(2000)
  lineBack()
  await Promise.all(crowd.map((each) => each.until(shows(20), undefined, 'slide 20')))
  await expectShown(page, at(20))
  expect(await Promise.all(said)).toEqual([true, true, true, true, true])
  await universalCheck(rig, { followers: [driver, ...crowd], ledger })
})

test('[F11] offline during 500 messages and 60 moves: all of them, or the last page and a way to the rest, in order', async () => {
  const { rig, driver, crowd, ledger, moveTo } = await hall()
  const writers = await rig.crowd(100, { chat: true })
  const lineBack = lineOut(rig)
  await Promise.all(crowd.map((each) => each.until(({ live }) => !live)))
  for (let h = 1; h <= 60; h++) {
    const some = writers.slice((h % 10) * 10).slice(0, 10)
    await moveTo(h % 50)
    await Promise.all(
      some.map((each) => insist(ledger, each, { type: 'chat/say', text: `${h} ${Math.random()}` })),
    )
  }
  lineBack()
  await Promise.all(crowd.map((each) => each.until(shows(10), undefined, 'slide 10')))
  await universalCheck(rig, { followers: [driver, ...crowd, ...writers], ledger })
  expect(ledger.acked.size).toBeGreaterThanOrEqual(560)
  // The last page, and what a tick added after it.
  for (const each of crowd) {
    expect(each.chat.size).toBeGreaterThanOrEqual(50)
    expect(each.chat.size).toBeLessThan(500)
    expect(each.earlier).toBe(true)
  }
})

test('[F12] offline for 20,000 events and two restarts: back with at most 64 KB', async () => {
  const { rig, crowd, driver, ledger, moveTo } = await hall()
  for (const each of crowd.slice(1)) each.close()
  const [away] = crowd as [Follower]
  await moveTo(3)
  const lineBack = lineOut(rig)
  await away.until(({ live }) => !live)
  for (const half of [0, 10_000]) {
    await rig.stop()
    await passTime(rig, half, 10_000)
    await rig.start()
  }
  const before = rig.proxy.bytesDown
  lineBack()
  await away.until(shows(19_999 % 50), undefined, 'the last slide')
  await away.until(({ chat }) => chat.size === 50)
  expect(rig.proxy.bytesDown - before).toBeLessThan(64 * 1024)
  // Older messages are not sent: the chat says that there are earlier ones.
  expect(away.earlier).toBe(true)
  await universalCheck(rig, { followers: [driver, away], ledger })
})

/** Entries of many moves and messages, written while no server runs. */
async function passTime(rig: Rig, from: number, count: number): Promise<void> {
  const { log } = await openSqliteLog(join(rig.data, 'lectern.db'))
  let last = 0
  for await (const { seq } of log.read(TALK, 0)) last = seq
  const entry = (i: number): NewEntry => ({
    at: Date.now(),
    by: `guest-${i % 50}`,
    id: `passed-${i}`,
    event:
      i % 2
        ? { type: 'position/moved', ...at(i % 50) }
        : { type: 'chat/said', text: `message ${i} of a long talk` },
  })
  await log.append(
    TALK,
    last,
    Array.from({ length: count }, (_, i) => entry(from + i)),
  )
  await log.close()
}

test('[F13] half open: a connection that died silently is detected on both sides within 15 s', async () => {
  const { rig, driver, crowd, ledger, moveTo } = await hall()
  const { page } = await follow(rig.proxy, `/${TALK}/`, { ...DESKTOP, unstable: true })
  await moveTo(1)
  await expectShown(page, at(1))
  await driver.until(({ headcount }) => headcount?.audience === 21)
  rig.proxy.set({ stalled: ['up', 'down'] })
  const noticed = [
    driver.until(({ headcount }) => headcount?.audience === 0, undefined, 'the loss'),
    page
      .getByText(/reconnecting/i)
      .first()
      .waitFor(),
  ]
  await moveTo(2)
  await Promise.all(noticed)
  rig.proxy.set({ stalled: [] })
  rig.proxy.cut('rst')
  await expectShown(page, at(2))
  await universalCheck(rig, { followers: [driver, ...crowd], ledger })
})

test('[F13] half closed: the end of one direction ends the connection, and every browser reconnects', async () => {
  const { rig, driver, crowd, ledger, moveTo } = await hall()
  rig.proxy.halfClose('up')
  await Promise.all(crowd.map((each) => each.until(({ count, live }) => live && count.connections === 2)))
  rig.proxy.halfClose('down')
  await Promise.all(crowd.map((each) => each.until(({ count, live }) => live && count.connections === 3)))
  await moveTo(7)
  await universalCheck(rig, { followers: [driver, ...crowd], ledger })
})

test('[F14] a proxy that strips Upgrade: connected within 5 s by long-polling, and slides and chat work', async () => {
  const { rig, driver, crowd, ledger, moveTo } = await hall()
  rig.proxy.set({ stripUpgrade: true })
  const { page } = await follow(rig.proxy, `/${TALK}/`, { ...DESKTOP, unstable: true })
  await moveTo(9)
  await expectShown(page, at(9))
  for (const h of [1, 2, 3]) {
    await moveTo(h)
    await expectShown(page, at(h))
  }
  rig.proxy.set({ stripUpgrade: false })
  await universalCheck(rig, { followers: [driver, ...crowd], ledger })
})
