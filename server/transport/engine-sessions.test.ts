import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'engine.io'
import { expect, onTestFinished, test } from 'vitest'
import { endWith } from '../admission/handshake-rate.ts'
import { forNewcomers } from './engine-sessions.ts'

/** An engine that refuses newcomers once it is full. */
async function serving() {
  const http = createServer()
  const engine = new Server()
  let full = false
  engine.use(
    forNewcomers(engine, (request, response, next) => (full ? endWith(request, response, 503) : next())),
  )
  engine.attach(http, { path: '/socket.io' })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  onTestFinished(() => {
    engine.close()
    http.closeAllConnections()
    http.close()
  })
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/socket.io/?EIO=4&transport=polling`
  return {
    engine,
    ask: async (query = ''): Promise<Response> => fetch(url + query),
    fill: () => void (full = true),
  }
}

test.each(['', '&sid=', '&sid', '&sid=unknown', '&sid=&sid=', '&sid=constructor', '&x=sid=1'])(
  '[G28] a handshake with "%s" counts as a new connection',
  async (query) => {
    const { engine, ask, fill } = await serving()
    fill()
    expect((await ask(query)).status).toBe(503)
    expect(engine.clientsCount).toBe(0)
  },
)

test('[G13] [G28] a browser with a session continues while newcomers are refused', async () => {
  const { ask, fill } = await serving()
  const { sid } = JSON.parse((await (await ask()).text()).slice(1)) as { sid: string }
  fill()
  expect((await ask()).status).toBe(503)
  // Two polls at once are more than a session allows: Engine.IO itself refuses them.
  const polls = await Promise.all([ask(`&sid=${sid}`), ask(`&sid=${sid}`)])
  expect(polls.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 400])
})
