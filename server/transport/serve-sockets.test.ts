import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { Server, type Socket as Connection } from 'engine.io'
import { io } from 'socket.io-client'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { HardenedWebSocketServer } from './ws-server.ts'
import { guardPackets } from './flood-guard.ts'
import { sendShared, sharePacket, waitingOf } from './shared-frame.ts'
import { serveSockets } from './serve-sockets.ts'

interface Browser {
  connection: Connection
  name: string
}

/** Browsers are named by their handshake; each call is answered with what was sent. */
async function serving(onConnection: (connection: Connection) => void = () => {}) {
  const http = createServer()
  const engine = new Server({ wsEngine: HardenedWebSocketServer })
  engine.attach(http, { path: '/socket.io' })
  const closed: string[] = []
  const heard: string[] = []
  const opened: Browser[] = []
  guardPackets(engine, () => {})
  const undo = serveSockets<Browser>({
    engine,
    admit(connection, auth) {
      const { name } = (auth ?? {}) as { name?: string }
      if (name === undefined) return 'malformed'
      return () => {
        const browser = { connection, name }
        opened.push(browser)
        onConnection(connection)
        return browser
      }
    },
    receive: (_browser, said, act) => act(said),
    event(_browser, name, args, answer) {
      heard.push(name)
      answer?.({ name, args })
    },
    answer: (_browser, send) => send(),
    closed: ({ name }) => closed.push(name),
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  onTestFinished(() => {
    void undo()
    http.closeAllConnections()
    http.close()
  })
  const { port } = http.address() as AddressInfo
  return { engine, http, opened, closed, heard, url: `http://127.0.0.1:${port}` }
}

/** A bare WebSocket after Engine.IO's first packet, with what it has received since. */
async function raw(url: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
  onTestFinished(() => socket.terminate())
  const heard: string[] = []
  socket.on('message', (data: Buffer) => heard.push(data.toString()))
  await once(socket, 'message')
  return { socket, heard, closes: once(socket, 'close') }
}

function client(url: string, auth: object, transports = ['websocket']) {
  const socket = io(url, { auth, transports, forceNew: true, reconnection: false })
  onTestFinished(() => void socket.disconnect())
  return socket
}

/** Checks once per turn of the event loop, with a clock that no test stops. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}

afterEach(() => void vi.useRealTimers())

test.each([[['websocket']], [['polling']], [['polling', 'websocket']]])(
  '[G20] the client of Socket.IO joins by %j, sends a call and is answered',
  async (transports) => {
    const { url, opened, closed } = await serving()
    const socket = client(url, { name: 'ada' }, transports)
    await once(socket as never, 'connect')
    expect(await socket.emitWithAck('echo', { deep: [1] })).toEqual({ name: 'echo', args: [{ deep: [1] }] })
    expect(opened.map(({ name }) => name)).toEqual(['ada'])
    socket.disconnect()
    await vi.waitFor(() => expect(closed).toEqual(['ada']), { timeout: 60_000 })
  },
)

test('[G20] a browser that may not join gets the reason', async () => {
  const { url, opened } = await serving()
  const socket = client(url, {})
  const [error] = (await once(socket as never, 'connect_error')) as [Error]
  expect(error.message).toBe('malformed')
  expect(opened).toEqual([])
})

test.each([
  ['an event before the handshake', '42["echo"]'],
  ['a handshake that is not JSON', '40{"name":'],
  ['a handshake that is not an object', '40["ada"]'],
  ['an event with binary data', '451-["echo",{"_placeholder":true,"num":0}]'],
  ['binary data alone', Buffer.from('42["echo"]')],
  ['an acknowledgement without a call', '431["yes"]'],
  ['a message that is not a packet', '4'],
])('[G21] %s closes only that connection', async (_what, message) => {
  const { url } = await serving()
  const other = client(url, { name: 'other' })
  await once(other as never, 'connect')
  const { socket, closes } = await raw(url)
  socket.send(message)
  await closes
  expect(await other.emitWithAck('echo', 1)).toEqual({ name: 'echo', args: [1] })
})

/** A bare WebSocket that was admitted as "ada". */
async function joined(url: string) {
  const line = await raw(url)
  line.socket.send('40{"name":"ada"}')
  await vi.waitFor(() => expect(line.heard.at(-1)).toMatch(/^40\{"sid":"[\w-]+"\}$/), { timeout: 60_000 })
  return line
}

test.each([
  ['an event that is not a list', '42{"0":"echo"}'],
  ['an event without a name', '42[]'],
  ['a second handshake', '40{"name":"eve"}'],
  ['an invalid number', '421e5["echo"]'],
  ['an event with binary data', '451-["echo",{"_placeholder":true,"num":0}]'],
  ['binary data', Buffer.from('42["echo"]')],
  ['a DISCONNECT', '41'],
])('[G21] %s closes an admitted connection', async (_what, message) => {
  const { url, closed } = await serving()
  const { socket, closes } = await joined(url)
  socket.send(message)
  await closes
  await vi.waitFor(() => expect(closed).toEqual(['ada']), { timeout: 60_000 })
})

test.each([
  ['a DISCONNECT', ['40{"name":"ada"}', '41', '40{"name":"eve"}']],
  ['a handshake', ['40{"name":"ada"}', '40{"name":"eve"}']],
])('[G21] [AT9] a handshake after %s closes the connection, and admits nobody', async (_what, texts) => {
  const { url, closed, opened } = await serving()
  const { socket, closes } = await raw(url)
  for (const text of texts) socket.send(text)
  await closes
  expect(opened.map(({ name }) => name)).not.toContain('eve')
  await vi.waitFor(() => expect(closed).toEqual(opened.map(({ name }) => name)), { timeout: 60_000 })
})

test('[G31] the main namespace may be named, and an unknown one is refused while the main one stays connected', async () => {
  const { url, opened } = await serving()
  const { socket, heard } = await raw(url)
  socket.send('40/,{"name":"ada"}')
  await vi.waitFor(() => expect(opened).toHaveLength(1), { timeout: 60_000 })
  socket.send('40/admin,{"name":"eve"}')
  socket.send('421["echo",7]')
  await vi.waitFor(() => expect(heard.at(-1)).toBe('431[{"name":"echo","args":[7]}]'), { timeout: 60_000 })
  expect(heard.slice(2)).toEqual(['44/admin,{"message":"Invalid namespace"}', heard.at(-1)])
  expect(opened).toHaveLength(1)
})

test('[G32] [AT30] a browser that reads nothing may not join another namespace', async () => {
  const { url, opened } = await serving()
  const { socket, closes } = await joined(url)
  const { connection } = opened[0]!
  socket.pause()
  // The system accepts some megabytes before it stops.
  while (waitingOf(connection).packets <= 1) {
    connection.send('2["big"]'.padEnd(1_000_000))
    await new Promise((resolve) => setImmediate(resolve))
  }
  socket.send('40/admin,')
  await until(() => connection.readyState === 'closed')
  socket.resume()
  await closes
})

test('[G21] packets after a DISCONNECT, or while a connection closes, are ignored', async () => {
  const { url, closed, heard } = await serving()
  const { socket, closes } = await joined(url)
  for (const text of ['42["before"]', '41', '42["after"]']) socket.send(text)
  await closes
  await vi.waitFor(() => expect(closed).toEqual(['ada']), { timeout: 60_000 })
  expect(heard).toEqual(['before'])
})

test('[G35] joining takes two writes: one for the HTTP handshake, one for Socket.IO’s', async () => {
  const { url, http } = await serving((connection) => {
    for (const word of ['patch', 'saved']) sendShared(connection, sharePacket(`2["${word}"]`))
  })
  const spies: { mock: { calls: unknown[] } }[] = []
  http.prependListener('upgrade', (_request, stream) => {
    // A stream calls one of them for each write to the system.
    for (const way of ['_write', '_writev'] as const) spies.push(vi.spyOn(stream as Required<Duplex>, way))
  })
  const count = (): number => spies.reduce((sum, { mock }) => sum + mock.calls.length, 0)
  const { socket, heard } = await raw(url)
  expect(count()).toBe(1)
  socket.send('40{"name":"ada"}')
  await until(() => heard.length === 4)
  expect(heard.slice(1)).toEqual([expect.stringMatching(/^40/), '42["patch"]', '42["saved"]'])
  expect(count()).toBe(2)
})

test('[G22] a connection without a handshake is closed after five seconds, and an admitted one is not', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const { url, engine } = await serving()
  const silent = await raw(url)
  const refused = await raw(url)
  refused.socket.send('40/admin,')
  const speaks = await raw(url)
  speaks.socket.send('40{"name":"ada"}')
  await until(() => refused.heard.length === 2 && speaks.heard.length === 2)
  vi.advanceTimersByTime(5000)
  await Promise.all([silent.closes, refused.closes])
  expect(engine.clientsCount).toBe(1)
})

test('[G23] nothing of the first request is kept with a browser', async () => {
  const { url, opened, engine } = await serving()
  let request: IncomingMessage | undefined
  engine.on('connection', (connection: Connection) => (request = connection.request))
  const socket = client(url, { name: 'ada' })
  await once(socket as never, 'connect')
  const { connection } = opened[0]!
  expect(connection.request).toBeNull()
  expect([request?.headers, request?.rawHeaders, request?.url]).toEqual([{}, [], ''])
  expect(connection.remoteAddress).toBe('')
})
