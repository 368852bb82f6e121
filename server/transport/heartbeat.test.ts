import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import timers from 'node:timers'
import { Server, type Socket as Connection } from 'engine.io'
import { expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { askTogether } from './heartbeat.ts'

/** An engine with the heartbeat of the gateway, with a test clock. */
async function serving() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  // Engine.IO takes its timers from here.
  vi.spyOn(timers, 'setTimeout').mockImplementation(setTimeout)
  vi.spyOn(timers, 'clearTimeout').mockImplementation(clearTimeout)
  onTestFinished(() => {
    vi.restoreAllMocks()
    vi.useRealTimers()
  })
  const http = createServer()
  const engine = new Server({ pingInterval: 10_000, pingTimeout: 5000 })
  const stop = askTogether(engine)
  engine.attach(http)
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  onTestFinished(() => {
    stop()
    engine.close()
    http.close()
  })
  const url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/engine.io/?EIO=4&transport=websocket`

  async function browser(answers: boolean) {
    const socket = new WebSocket(url)
    onTestFinished(() => socket.terminate())
    const seen = { asked: 0, askedByEngine: 0, answered: 0 }
    const [[connection]] = (await Promise.all([once(engine, 'connection'), once(socket, 'message')])) as [
      [Connection],
      unknown,
    ]
    connection.on('packetCreate', ({ type }: { type: string }) => {
      if (type === 'ping') seen.askedByEngine += 1
    })
    connection.on('heartbeat', () => (seen.answered += 1))
    socket.on('message', (data: Buffer) => {
      if (data.toString() !== '2') return
      seen.asked += 1
      if (answers) socket.send('3')
    })
    return { seen, connection }
  }
  return { browser }
}

/** Checks once per turn of the event loop, with a clock that no test stops. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}

test('[G36] one timer pings all WebSockets, and those that answer are not pinged by timers of their own', async () => {
  const { browser } = await serving()
  const browsers = [await browser(true), await browser(true), await browser(true)]
  for (let round = 1; round <= 4; round += 1) {
    vi.advanceTimersByTime(9000)
    await until(() => browsers.every(({ seen }) => seen.answered === round))
  }
  for (const { seen } of browsers) expect(seen).toEqual({ asked: 4, askedByEngine: 0, answered: 4 })
})

test('[G36] a browser that does not answer is pinged once more by Engine.IO, and disconnected after the usual time', async () => {
  const { browser } = await serving()
  const { seen, connection } = await browser(false)
  const closed = once(connection, 'close')
  vi.advanceTimersByTime(10_000)
  expect(seen.askedByEngine).toBe(1)
  await until(() => seen.asked === 2)
  vi.advanceTimersByTime(4999)
  expect(connection.readyState).toBe('open')
  vi.advanceTimersByTime(1)
  expect(await closed).toEqual(['ping timeout', undefined])
})
