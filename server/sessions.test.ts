import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket as Connection } from 'engine.io'
import { io } from 'socket.io-client'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { HardenedWebSocketServer } from './hardened-ws.ts'
import { serveSessions } from './sessions.ts'
import { sendShared } from './shared-frame.ts'

interface Session {
  connection: Connection
  name: string
}

/** An engine whose sessions are named by their first words; `echo` answers with what it was sent. */
async function serving() {
  const http = createServer()
  const engine = new Server({ wsEngine: HardenedWebSocketServer })
  engine.attach(http, { path: '/socket.io' })
  const closed: string[] = []
  const opened: Session[] = []
  const undo = serveSessions<Session>({
    engine,
    admit(connection, auth) {
      const { name } = (auth ?? {}) as { name?: string }
      if (name === undefined) return 'malformed'
      return () => {
        const session = { connection, name }
        opened.push(session)
        return session
      }
    },
    hear: (_session, _size, act) => act(),
    event: (_session, name, args, answer) => answer?.({ name, args }),
    answer: ({ connection }, packet) => void sendShared(connection, packet()),
    closed: ({ name }) => closed.push(name),
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  onTestFinished(() => {
    undo()
    engine.close()
    http.closeAllConnections()
    http.close()
  })
  const { port } = http.address() as AddressInfo
  return { engine, opened, closed, url: `http://127.0.0.1:${port}` }
}

/** A bare WebSocket after Engine.IO's greeting, with what it was sent since. */
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

afterEach(() => void vi.useRealTimers())

test.each([[['websocket']], [['polling']], [['polling', 'websocket']]])(
  '[G20] the client of Socket.IO joins by %j, asks and is answered',
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

test('[G20] a browser that may not come in is told why', async () => {
  const { url, opened } = await serving()
  const socket = client(url, {})
  const [error] = (await once(socket as never, 'connect_error')) as [Error]
  expect(error.message).toBe('malformed')
  expect(opened).toEqual([])
})

test.each([
  ['an event before the first words', '42["echo"]'],
  ['another namespace', '40/admin,{"name":"ada"}'],
  ['first words that are no JSON', '40{"name":'],
  ['a binary packet', '451-["echo",{"_placeholder":true,"num":0}]'],
  ['an answer that nobody asked for', '431["yes"]'],
  ['a message that is no packet', '4'],
])('[G21] %s ends that connection alone', async (_what, message) => {
  const { url } = await serving()
  const other = client(url, { name: 'other' })
  await once(other as never, 'connect')
  const { socket, closes } = await raw(url)
  socket.send(message)
  await closes
  expect(await other.emitWithAck('echo', 1)).toEqual({ name: 'echo', args: [1] })
})

test.each([
  ['an event that is no list', '42{"0":"echo"}'],
  ['an event without a name', '42[7]'],
  ['a second hello', '40{"name":"eve"}'],
  ['a number that is none', '421e5["echo"]'],
  ['bytes', Buffer.from('42["echo"]')],
])('[G21] %s ends a session', async (_what, message) => {
  const { url, closed } = await serving()
  const { socket, heard, closes } = await raw(url)
  socket.send('40{"name":"ada"}')
  await vi.waitFor(() => expect(heard.at(-1)).toMatch(/^40\{"sid":"\w+"\}$/), { timeout: 60_000 })
  socket.send(message)
  await closes
  await vi.waitFor(() => expect(closed).toEqual(['ada']), { timeout: 60_000 })
})

test('[G21] [AT9] a hello after a goodbye ends the connection, and nobody comes in by it', async () => {
  const { url, closed, opened } = await serving()
  const { socket, closes } = await raw(url)
  for (const text of ['40{"name":"ada"}', '41', '40{"name":"eve"}']) socket.send(text)
  await closes
  expect([opened.map(({ name }) => name), closed]).toEqual([['ada'], ['ada']])
})

test('[G22] who says nothing is closed after five seconds, and who spoke is not', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
  const { url, engine } = await serving()
  const silent = await raw(url)
  const speaks = await raw(url)
  speaks.socket.send('40{"name":"ada"}')
  await vi.waitFor(() => expect(speaks.heard).toHaveLength(2), { timeout: 60_000 })
  vi.advanceTimersByTime(7000)
  await silent.closes
  expect(engine.clientsCount).toBe(1)
})

test('[G23] nothing of the first request is kept with a session, its address least of all', async () => {
  const { url, opened } = await serving()
  const socket = client(url, { name: 'ada' })
  await once(socket as never, 'connect')
  const { connection } = opened[0]!
  expect(connection.request).toBeNull()
  expect(connection.remoteAddress).toBe('')
  const { socket: websocket } = connection.transport as unknown as { socket: WebSocket & { _socket: object } }
  expect(websocket.listeners('error').map(({ name }) => name)).toEqual(['bound onError'])
  const stream = Reflect.get(websocket, '_socket') as WebSocket
  expect(stream.listeners('close').map(({ name }) => name)).toEqual(['socketOnClose'])
})
