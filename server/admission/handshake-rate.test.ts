import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createDoor } from './handshake-rate.ts'

const BURST = 300

/** A door in front of nothing: what it lets through is answered with 204. */
async function standing() {
  const door = createDoor(
    () => false,
    () => 0,
  )
  const http = createServer((request, response) =>
    door(request, response, () => response.writeHead(204).end()),
  )
  http.on('upgrade', (request, socket) =>
    door(request, {} as ServerResponse, () => socket.end('HTTP/1.1 204 No Content\r\n\r\n')),
  )
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  onTestFinished(() => void http.close())
  const { port } = http.address() as AddressInfo
  return { door, port, get: (path: string) => fetch(`http://127.0.0.1:${port}${path}`) }
}

function handshake(url = '/socket.io/?EIO=4&transport=websocket'): IncomingMessage {
  return {
    url,
    headers: { upgrade: 'websocket' },
    socket: { end() {}, on() {} },
  } as unknown as IncomingMessage
}

test('[G13] so many handshakes get in at once; the next is told when to come back', async () => {
  const { door, port, get } = await standing()
  let admitted = 0
  for (let i = 0; i < BURST + 5; i++) door(handshake(), {} as ServerResponse, () => (admitted += 1))
  expect([admitted, door.refused]).toEqual([BURST, 5])
  const polling = await get('/socket.io/?EIO=4&transport=polling')
  expect([polling.status, polling.headers.get('retry-after')]).toEqual([503, '2'])
  const raw = connect(port, '127.0.0.1')
  raw.write(
    'GET /socket.io/?transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  )
  const [answer] = (await once(raw, 'data')) as [Buffer]
  expect(String(answer)).toMatch(/^HTTP\/1\.1 503 .*Retry-After: 2/s)
})

test('[G13] whoever is turned away and hangs up at once does no harm', async () => {
  const { door, port } = await standing()
  for (let i = 0; i < BURST; i++) door(handshake(), {} as ServerResponse, () => {})
  const failed = vi.fn()
  process.on('uncaughtException', failed)
  onTestFinished(() => void process.off('uncaughtException', failed))
  for (let i = 0; i < 20; i++) {
    const raw = connect(port, '127.0.0.1')
    raw.write(
      'GET /socket.io/?transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    )
    await once(raw, 'data')
    raw.resetAndDestroy()
    await once(raw, 'close')
  }
  await expect.poll(() => door.refused).toBe(20)
  expect(failed).not.toHaveBeenCalled()
})

test('[G13] a presenter never waits', () => {
  const door = createDoor(
    (request) => request.headers.cookie === 'presenter',
    () => 0,
  )
  for (let i = 0; i < BURST * 2; i++) door(handshake(), {} as ServerResponse, () => {})
  let through = 0
  const presenter = handshake()
  presenter.headers.cookie = 'presenter'
  door(presenter, {} as ServerResponse, () => (through += 1))
  expect(through).toBe(1)
})
