/** F15, F16 and F30: connections that are quiet, slow, stalled, or not read at all. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Follower } from './follower.ts'
import { startRig } from './rig.ts'
import { createLedger, record } from './traffic.ts'
import { universalCheck } from './universal-check.ts'

const at = (h: number) => ({ h, v: 0, f: -1 })
const goto = (h: number) => ({ type: 'position/goto', to: at(h) })

test('[F15] the heartbeat is less than half of the shortest time-out of common proxies', async () => {
  const rig = await startRig()
  const answer = await fetch(`${rig.url}/socket.io/?EIO=4&transport=polling`)
  const { pingInterval, pingTimeout } = JSON.parse((await answer.text()).slice(1)) as Record<string, number>
  // HAProxy's `timeout tunnel` is often 30 s, nginx's `proxy_read_timeout` is 60 s.
  expect(pingInterval).toBeLessThan(30_000 / 2)
  expect(pingInterval! + pingTimeout!).toBeLessThanOrEqual(15_000)
})

test('[F16] browsers that read nothing are cut after 5 s and return to the newest position; the others get every move', async () => {
  const rig = await startRig()
  const driver = await rig.present()
  const crowd = await rig.crowd(20)
  const writers = await rig.crowd(60, { chat: true })
  const stuck = await rig.crowd(4)
  const ledger = createLedger()
  // A page of history is some 70 KB, so a browser that requests it without reading is soon over the limit.
  const text = '話'.repeat(500)
  for (let i = 0; i < 2; i++)
    await Promise.all(writers.map((each) => record(ledger, each, { type: 'chat/say', text: `${i}${text}` })))
  const before = rig.rss()
  const seen = stuck.map(({ count }) => count.patches)
  const last = Math.max(...ledger.acked.values())
  const askFor = (pages: number): void => {
    for (const { socket } of stuck)
      for (let i = 0; i < pages; i++)
        socket?.call('query', { query: 'chat/before', item: last }).catch(() => {})
  }
  for (const { socket } of stuck) socket?.pause()
  askFor(50)
  let moves = 0
  const until = async (done: () => Promise<boolean>): Promise<void> => {
    while (!(await done())) {
      moves += 1
      // The kernel buffers some megabytes per connection before the server notices anything.
      askFor(2)
      expect(await record(ledger, driver, goto(moves % 50))).toBe(true)
      // Ten moves a second.
      await sleep(100)
    }
  }
  await until(async () => (await rig.figure('lectern_sockets_cut_total')) === stuck.length)
  expect(rig.rss() - before).toBeLessThan(100)
  for (const each of crowd) expect(each.count.connections).toBe(1)
  for (const { socket } of stuck) socket?.resume()
  await Promise.all(stuck.map((each) => each.until(({ live, count }) => live && count.connections > 1)))
  // What they missed was not kept for them.
  stuck.forEach(({ count }, i) => expect(count.patches - seen[i]!).toBeLessThan(moves))
  await universalCheck(rig, { followers: [driver, ...crowd, ...writers, ...stuck], ledger })
})

test('[F30] a network with 300 ms ± 200, 64 kbit/s and stalls of 2 s: the newest slide soon after each stall, the chat complete', async () => {
  const rig = await startRig()
  const driver = await rig.present()
  const far = await rig.crowd(10, { url: rig.proxy.url, origin: rig.proxy.url, chat: true })
  const near = await rig.crowd(10, { chat: true })
  const ledger = createLedger()
  rig.proxy.set({ delayMs: 100, jitterMs: 400, bytesPerSecond: 8000 })
  const shows = (h: number) => (each: Follower) => each.view.position?.h === h
  for (let h = 1; h <= 6; h++) {
    const stall = h % 3 === 0
    if (stall) rig.proxy.set({ stalled: ['down'] })
    expect(await record(ledger, driver, goto(h))).toBe(true)
    const writer = near[h % near.length]!
    expect(await record(ledger, writer, { type: 'chat/say', text: `said at ${h}` })).toBe(true)
    if (stall) {
      // The stall itself.
      await sleep(2000)
      rig.proxy.set({ stalled: [] })
    }
    await Promise.all(far.map((each) => each.until(shows(h), undefined, `slide ${h}`)))
  }
  rig.proxy.set({ delayMs: 0, jitterMs: 0, bytesPerSecond: Infinity })
  for (const each of far) expect(each.count.connections).toBe(1)
  await universalCheck(rig, { followers: [driver, ...far, ...near], ledger })
})
