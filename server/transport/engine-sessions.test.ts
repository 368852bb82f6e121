import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'engine.io'
import { expect, onTestFinished, test } from 'vitest'
import { createDoor } from '../admission/handshake-rate.ts'
import { forNewcomers } from './engine-sessions.ts'

const BURST = 300

/** An engine behind a door that stands still: nobody gets in after the first 300. */
async function serving() {
  const http = createServer()
  const engine = new Server()
  const door = createDoor(
    () => false,
    () => 0,
  )
  engine.use(forNewcomers(engine, door))
  engine.attach(http, { path: '/socket.io' })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  onTestFinished(() => {
    engine.close()
    http.closeAllConnections()
    http.close()
  })
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/socket.io/?EIO=4&transport=polling`
  return { engine, ask: async (query = ''): Promise<Response> => fetch(url + query) }
}

test.each(['', '&sid=', '&sid', '&sid=unknown', '&sid=&sid=', '&sid=constructor', '&x=sid=1'])(
  '[G28] a handshake with "%s" is one of a newcomer, and waits with them',
  async (query) => {
    const { engine, ask } = await serving()
    for (let i = 0; i < BURST; i += 50)
      await Promise.all(Array.from({ length: 50 }, async () => (await ask(query)).arrayBuffer()))
    const entered = engine.clientsCount
    expect((await ask(query)).status).toBe(503)
    expect(engine.clientsCount).toBe(entered)
  },
)

test('[G13] [G28] who has a session goes on while newcomers wait', async () => {
  const { ask } = await serving()
  const { sid } = JSON.parse((await (await ask()).text()).slice(1)) as { sid: string }
  for (let i = 1; i < BURST; i += 1) await (await ask('&sid=')).arrayBuffer()
  expect((await ask()).status).toBe(503)
  // Two polls at once are more than a session allows: the engine itself says so.
  const polls = await Promise.all([ask(`&sid=${sid}`), ask(`&sid=${sid}`)])
  expect(polls.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 400])
})
