import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { HardenedWebSocketServer } from './ws-server.ts'
import { MOST_BYTES } from './shared-frame.ts'

test('[G27] a ping is answered, unless the browser does not read the answers', async () => {
  const http = createServer()
  const server = new HardenedWebSocketServer({ noServer: true })
  const opened = new Promise<WebSocket>((resolve) =>
    http.on('upgrade', (request, socket, head) => server.handleUpgrade(request, socket, head, resolve)),
  )
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const browser = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`)
  onTestFinished(() => {
    browser.terminate()
    http.close()
  })
  const line = await opened
  await once(browser, 'open')
  browser.ping()
  await once(browser, 'pong')
  browser.pause()
  while (line.bufferedAmount <= MOST_BYTES) line.send('x'.repeat(1_000_000))
  const closed = once(line, 'close')
  browser.ping()
  expect(await closed).toEqual([1006, expect.anything()])
})
