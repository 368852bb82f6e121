/** F19 to F21: many browsers join at once, late or again, and some of them flood. */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Follower } from './follower.ts'
import { TALK } from '../support/deck.ts'
import { openLightSocket } from '../support/light-socket.ts'
import { startServer } from '../support/server.ts'
import { startRig } from './rig.ts'
import { createLedger, record, startTraffic } from './traffic.ts'
import { universalCheck } from './universal-check.ts'

const at = (h: number) => ({ h, v: 0, f: -1 })

test('[F19] 200 join late while the talk moves: each is on the slide with the first patch, of at most 20 KB', async () => {
  const rig = await startRig()
  const driver = await rig.present()
  const ledger = createLedger()
  const writers = await rig.crowd(40, { chat: true })
  await Promise.all(writers.map((each, i) => record(ledger, each, { type: 'chat/say', text: `before ${i}` })))
  const traffic = startTraffic({ ledger, driver, movesPerSecond: 30 })
  const before = rig.proxy.bytesDown
  const late = await rig.crowd(200, { url: rig.proxy.url, origin: rig.proxy.url })
  for (const each of late) expect(each.firstPosition?.h).toBeTypeOf('number')
  // Including handshakes, and every move that came meanwhile.
  expect((rig.proxy.bytesDown - before) / late.length).toBeLessThan(20 * 1024)
  await traffic.stop()
  await universalCheck(rig, { followers: [driver, ...writers, ...late], ledger })
})

test('[F20] 300 disconnected at once by a reset: all back on the slide, the server healthy throughout', async () => {
  const rig = await startRig()
  const driver = await rig.present()
  const crowd = await rig.crowd(300, { url: rig.proxy.url, origin: rig.proxy.url, backMs: 1000 })
  const ledger = createLedger()
  const health = watchHealth(rig.url)
  for (let round = 1; round <= 3; round++) {
    rig.proxy.cut('rst')
    await Promise.all(crowd.map((each) => each.until(({ live }) => !live)))
    expect(await record(ledger, driver, { type: 'position/goto', to: at(round) })).toBe(true)
    const back = (each: Follower): boolean => each.live && each.view.position?.h === round
    await Promise.all(crowd.map((each) => each.until(back, undefined, 'the slide again')))
  }
  expect(await health.stop()).toEqual([])
  await universalCheck(rig, { followers: [driver, ...crowd], ledger })
})

/** Polls repeatedly; returns the answers that were not 200. */
function watchHealth(url: string): { stop(): Promise<string[]> } {
  const bad: string[] = []
  let over = false
  const asking = (async () => {
    while (!over) {
      const answer = await fetch(`${url}/healthz`).catch(String)
      if (typeof answer === 'string') bad.push(answer)
      else if (answer.status !== 200) bad.push(String(answer.status))
      // Twenty requests a second.
      await sleep(50)
    }
  })()
  return {
    async stop() {
      over = true
      await asking
      return bad
    },
  }
}

test('[F21] 3 of 60 send 100 messages a second: they are cut, nobody else is, and the log does not grow', async () => {
  const rig = await startRig()
  const driver = await rig.present()
  const [crowd, shouting] = [await rig.crowd(57, { chat: true }), await rig.crowd(3, { chat: true })]
  const ledger = createLedger()
  let over = false
  const shouts = shouting.map(async (each) => {
    while (!over && each.count.connections === 1) {
      each.socket?.emit('intent', {
        id: randomBytes(12).toString('base64url'),
        type: 'chat/say',
        text: 'me!',
      })
      // A hundred messages a second.
      await sleep(10)
    }
  })
  const traffic = startTraffic({ ledger, driver, movesPerSecond: 20 })
  await Promise.all(
    shouting.map((each) => each.until(({ count }) => count.connections > 1, undefined, 'its end')),
  )
  over = true
  await Promise.all(shouts)
  await traffic.stop()
  for (const each of crowd) expect(each.count.connections).toBe(1)
  const { state } = await universalCheck(rig, { followers: [driver, ...crowd, ...shouting], ledger })
  // The limit per person: five at once, and one every two seconds.
  expect(state.chat.items.length).toBeGreaterThan(0)
  expect(state.chat.items.length).toBeLessThanOrEqual(3 * (5 + 5))
})

test('[F20] [S16] a place is free again when its browser has disconnected, however often the crowd reconnects', async () => {
  const server = await startServer({ connections: { most: 20, hard: 30 } })
  const open = (): Promise<number> =>
    new Promise((resolve) => server.app.http.getConnections((_error, count) => resolve(count)))
  const hello = { talk: TALK, role: 'audience' }
  for (let round = 0; round < 5; round++) {
    const crowd = await Promise.all(
      Array.from({ length: 15 }, () => openLightSocket(server.url, hello, () => {})),
    )
    for (const socket of crowd) socket.reset()
    await expect.poll(open).toBe(0)
  }
})
