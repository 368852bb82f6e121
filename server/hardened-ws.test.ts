import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { HardenedWebSocketServer } from './hardened-ws.ts'
import { MOST_BYTES } from './shared-frame.ts'

test('[G27] a ping is answered, but not to whoever leaves the answers unread', async () => {
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

test('[G17] the answer to the handshake leaves with the first message', async () => {
  const http = createServer()
  const server = new HardenedWebSocketServer({ noServer: true })
  http.on('upgrade', (request, socket, head) =>
    server.handleUpgrade(request, socket, head, (client) => client.send('first')),
  )
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const tcp = connect((http.address() as AddressInfo).port, '127.0.0.1')
  onTestFinished(() => {
    tcp.destroy()
    http.close()
  })
  tcp.write(
    'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  )
  const [piece] = (await once(tcp, 'data')) as [Buffer]
  expect(piece.toString()).toMatch(/^HTTP\/1\.1 101 [^]*first$/)
})
