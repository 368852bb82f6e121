import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createServer } from 'node:http'
import { connect, type AddressInfo, type Socket as TcpSocket } from 'node:net'
import { Server, type Socket } from 'socket.io'
import { io, type Socket as Client } from 'socket.io-client'
import { expect, onTestFinished, test } from 'vitest'
import { frameText, queueShared, sendShared, sharePacket, waitingOf, writeShared } from './shared-frame.ts'

/** A server and one client. */
async function connected(
  transports: ['websocket'] | ['polling'],
): Promise<{ server: Socket; client: Client }> {
  const http = createServer()
  const server = new Server(http, { serveClient: false })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const { port } = http.address() as AddressInfo
  const client = io(`http://127.0.0.1:${port}`, { transports, forceNew: true, reconnection: false })
  onTestFinished(async () => {
    client.disconnect()
    await server.close()
  })
  const [socket] = (await once(server, 'connection')) as [Socket]
  return { server: socket, client }
}

/** The bytes that a WebSocket server of `ws` writes for this text. */
async function framedByWs(text: string): Promise<Buffer> {
  const require = createRequire(import.meta.url)
  const { Sender } = require('ws') as { Sender: new (to: object) => { send: (...args: unknown[]) => void } }
  const written: Buffer[] = []
  const stream = { cork() {}, uncork() {}, write: (bytes: Buffer) => written.push(Buffer.from(bytes)) }
  new Sender(stream).send(text, { fin: true, mask: false, binary: false, compress: false }, () => {})
  return Buffer.concat(written)
}

const packet = (text: string) => sharePacket(`2${JSON.stringify(['said', text])}`)

test.each([0, 1, 125, 126, 127, 65_535, 65_536, 70_000])(
  '[G11] a frame of %i bytes is the one that ws writes',
  async (length) => {
    const text = 'é'.repeat(length >> 1) + 'x'.repeat(length % 2)
    expect(frameText(text).equals(await framedByWs(text))).toBe(true)
  },
)

test('[G11] an idle WebSocket gets the shared bytes, and its browser reads the event', async () => {
  const { server, client } = await connected(['websocket'])
  const heard: string[] = []
  const both = new Promise<void>((resolve) => {
    client.on('said', (text: string) => heard.push(text) === 3 && resolve())
  })
  if (!client.connected) await new Promise<void>((resolve) => client.once('connect', resolve))
  expect(writeShared(server.conn, packet('shared'))).toBe(true)
  expect(writeShared(server.conn, packet('again ☕'))).toBe(true)
  server.emit('said', 'the usual way')
  await both
  expect(heard).toEqual(['shared', 'again ☕', 'the usual way'])
})

test('[G11] behind a waiting packet, and on long-polling, the public call keeps the order', async () => {
  for (const transports of [['websocket'], ['polling']] as (['websocket'] | ['polling'])[]) {
    const { server, client } = await connected(transports)
    if (!client.connected) await new Promise<void>((resolve) => client.once('connect', resolve))
    const heard: string[] = []
    const all = new Promise<void>((resolve) => {
      client.on('said', (text: string) => heard.push(text) === 3 && resolve())
    })
    server.emit('said', 'first')
    for (const text of ['second', 'third']) {
      expect(writeShared(server.conn, packet(text))).toBe(false)
      queueShared(server.conn, packet(text))
    }
    await all
    expect(heard).toEqual(['first', 'second', 'third'])
  }
})

test('[G11] [G26] without the members that it needs, only the public call is used, and nothing more is queued', async () => {
  const { server, client } = await connected(['websocket'])
  if (!client.connected) await new Promise<void>((resolve) => client.once('connect', resolve))
  const transport = server.conn.transport as unknown as { socket: Record<string, unknown> }
  const changed = Object.create(server.conn, {
    transport: { value: Object.create(transport, { socket: { value: { readyState: 1 } } }) },
  }) as Socket['conn']
  expect(writeShared(changed, packet('x'))).toBe(false)
  expect(waitingOf(changed).bytes).toBe(Infinity)
  expect(sendShared(changed, packet('x'))).toBe(false)
  for (const missing of ['writeBuffer', 'transport']) {
    const without = Object.create(server.conn, { [missing]: { value: undefined } }) as Socket['conn']
    expect(waitingOf(without).bytes, missing).toBe(Infinity)
  }
})

test('[G12] bytes that a browser does not read are counted', async () => {
  const http = createServer()
  const server = new Server(http, { serveClient: false, transports: ['websocket'] })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  onTestFinished(() => server.close())
  const raw: TcpSocket = connect((http.address() as AddressInfo).port, '127.0.0.1')
  onTestFinished(() => void raw.destroy())
  raw.write(
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  )
  const connection = once(server, 'connection')
  // "40", masked with zeros: joins the namespace. After the handshake nothing more is read.
  raw.once('data', () => raw.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x34, 0x30])))
  const [socket] = (await connection) as [Socket]
  raw.pause()
  const big = packet('x'.repeat(1024 * 1024))
  for (let i = 0; i < 20 && waitingOf(socket.conn).bytes === 0; i++)
    if (!writeShared(socket.conn, big)) queueShared(socket.conn, big)
  expect(waitingOf(socket.conn).bytes).toBeGreaterThan(0)
  expect(writeShared(socket.conn, big)).toBe(false)
})
