/** The gateway over connections in memory: who is admitted, the answer to each call, and what is refused. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { duplexPair } from 'node:stream'
import pino from 'pino'
import { expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { Handshake } from '../../protocol/handshake.ts'
import { PROTOCOL_VERSION } from '../../protocol/wire.ts'
import { memoryRoom } from '../../tests/support/memory-room.ts'
import { createTrust } from '../admission/trusted-proxies.ts'
import type { Exhibits } from '../exhibits/exhibits.ts'
import { createKeys } from '../keys/keys.ts'
import { memoryKeys } from '../keys/store.ts'
import { createGateway } from './gateway.ts'

const VALID: Handshake = { protocol: PROTOCOL_VERSION, talk: 'demo', role: 'audience' }

/** Checks often; the time limit is only for what hangs. */
const until = <T>(is: () => T) => vi.waitUntil(is, { timeout: 60_000, interval: 5 })

/** A gateway in front of one room; it listens on no port. */
async function serving({ exhibits = new Map([['demo', { left() {} } as unknown as Exhibits]]) } = {}) {
  const opened = await memoryRoom()
  const http = createServer()
  const gateway = createGateway({
    http,
    rooms: new Map([['demo', opened.room]]),
    keys: createKeys(memoryKeys()),
    trust: createTrust(null),
    origins: () => [],
    ourHost: () => true,
    exhibits,
    instrumentation: { intent() {} },
    logger: pino({ level: 'silent' }),
  })
  onTestFinished(() => gateway.close())

  /** A browser that sends this handshake, and all Socket.IO packets that it gets. */
  function connect(auth: unknown) {
    const [near, far] = duplexPair()
    http.emit('connection', far)
    const socket = new WebSocket('ws://lectern/socket.io/?EIO=4&transport=websocket', {
      createConnection: () => near as never,
    })
    onTestFinished(() => socket.terminate())
    const got: string[] = []
    socket.on('message', (data: Buffer) => {
      const text = data.toString()
      if (text.startsWith('0')) socket.send(`40${JSON.stringify(auth)}`)
      else got.push(text.slice(1))
    })
    let asked = 0
    return {
      socket,
      got,
      /** Resolves with the answer. */
      async ask(name: string, ...args: unknown[]): Promise<unknown> {
        const id = (asked += 1)
        socket.send(`42${id}${JSON.stringify([name, ...args])}`)
        const answer = await until(() => got.find((text) => text.startsWith(`3${id}[`)))
        return (JSON.parse(answer.slice(answer.indexOf('['))) as unknown[])[0]
      },
      /** What was sent as events so far. */
      events: () =>
        got.filter((text) => text.startsWith('2')).map((text) => JSON.parse(text.slice(1)) as unknown[]),
    }
  }

  return {
    ...opened,
    http,
    gateway,
    connect,
    /** A browser that was admitted. */
    async enter(auth: Partial<Handshake> = {}) {
      const browser = connect({ ...VALID, ...auth })
      await until(() => browser.events().some(([, , channel]) => channel === 'position'))
      return browser
    },
  }
}

const refused = (code: string) => ({ ok: false, refusal: expect.objectContaining({ code }) as unknown })

test.each([
  ['outdated', { ...VALID, protocol: 1 }],
  ['outdated', { protocol: 3, of: 'a shape that is not known yet' }],
  ['unknown-talk', { ...VALID, talk: 'another' }],
  ['malformed', { ...VALID, role: 'king' }],
  ['malformed', { ...VALID, channels: { position: -1 } }],
  ['unauthorized', { ...VALID, role: 'presenter' }],
  ['unauthorized', { ...VALID, role: 'moderator' }],
])('[G6] [G3] a handshake is refused as %s: %j', async (code, auth) => {
  const { connect, gateway, room } = await serving()
  const { got } = connect(auth)
  await until(() => got.length > 0)
  expect(got).toEqual([`4{"message":"${code}"}`])
  expect(gateway.refused()).toMatchObject({ [code]: 1 })
  expect(room.size).toBe(0)
})

test('[G5] [G20] a browser is admitted with the opening patches that it lacks, and gets changes', async () => {
  const { talk, goto, enter } = await serving()
  await goto(3)
  const { events } = await enter({ epoch: talk.epoch, channels: { talk: 1, position: 1, screen: 0 } })
  expect(events()[0]).toEqual(['patch', talk.epoch, 'position', 1, 2, { h: 3, v: 0, f: -1 }])
  await goto(4)
  await until(() => events().some(([, , , from]) => from === 2))
})

test.each([
  ['an unknown name', 'malformed', { channel: 'everything', on: true }],
  ['a name of Object', 'malformed', { channel: 'constructor', on: true }],
  ['a negative number', 'malformed', { channel: 'chat', on: true, since: -1 }],
  ['an additional field', 'malformed', { channel: 'chat', on: true, role: 'presenter' }],
  ['no object', 'malformed', null],
  ["a presenter's feature", 'forbidden', { channel: 'driver', on: true }],
  ["a presenter's signal", 'forbidden', { channel: 'review', on: true }],
  ["a presenter's signal, to end it", 'forbidden', { channel: 'headcount', on: false }],
] as const)('[T42] [G2] the audience subscribes to %s: %s', async (_what, code, subscription) => {
  const { room, enter } = await serving()
  const { ask } = await enter()
  expect(await ask('subscribe', subscription)).toEqual(refused(code))
  expect(room.subscribed()).toEqual([])
})

test('[T42] [V1] a subscription sends what is missing, and ends when the browser ends it', async () => {
  const { room, talk, enter } = await serving()
  const { ask, events } = await enter()
  expect(await ask('subscribe', { channel: 'hand', on: true })).toBeNull()
  expect(events().at(-1)).toEqual(['patch', talk.epoch, 'hand', 0, 0, { count: 0 }])
  expect(room.subscribed()).toEqual(['hand'])
  expect(await ask('subscribe', { channel: 'hand', on: false })).toBeNull()
  expect(room.subscribed()).toEqual([])
})

test.each([
  ['no object', 'malformed', 'hello'],
  ['an unknown type', 'unknown', { id: 'intent-x-0001', type: 'position/sideways' }],
  ["a presenter's", 'forbidden', { id: 'intent-x-0002', type: 'screen/blank', blanked: true }],
  [
    'a slide that there is not',
    'forbidden',
    { id: 'i-x-0003', type: 'position/goto', to: { h: 99, v: 0, f: -1 } },
  ],
])('[G2] [G3] an intent is refused and the log unchanged: %s', async (_what, code, intent) => {
  const { talk, enter } = await serving()
  const { ask } = await enter()
  const before = talk.state
  expect(await ask('intent', intent)).toEqual(refused(code))
  expect(talk.state).toBe(before)
})

test.each([
  ['no object', 'malformed', 7],
  ['an unknown query', 'malformed', { query: 'chat/all' }],
  ['a name of Object', 'malformed', { query: 'constructor' }],
  ['a field of another type', 'malformed', { query: 'chat/before', item: 'first' }],
])('[G2] a query is refused: %s', async (_what, code, query) => {
  const { enter } = await serving()
  const { ask } = await enter()
  expect(await ask('query', query)).toEqual(refused(code))
})

test('[G1] a query is answered; in a talk without exhibits it is refused', async () => {
  const { enter } = await serving()
  const { ask } = await enter()
  expect(await ask('query', { query: 'chat/before', item: 1 })).toMatchObject({ items: [] })
  const without = await serving({ exhibits: new Map() })
  expect(await (await without.enter()).ask('query', { query: 'chat/me' })).toEqual(refused('unknown-talk'))
})

test('[G1] [G8] a probe is answered with the server’s time and counts as a round trip', async () => {
  const { room, enter, tick } = await serving()
  const { ask } = await enter()
  expect(await ask('probe', null)).toBeTypeOf('number')
  await tick()
  expect(room.presence.room()).toMatchObject({ browsers: 1, pings: 1, transports: { websocket: 1 } })
})

test('[G8] a disconnected browser is no longer counted or subscribed', async () => {
  const { room, enter } = await serving()
  const { ask, socket } = await enter()
  await ask('subscribe', { channel: 'hand', on: true })
  expect([room.size, room.subscribed()]).toEqual([1, ['hand']])
  socket.close()
  await until(() => room.size === 0)
  expect(room.subscribed()).toEqual([])
})

/** Moves of more bytes than the connection in memory buffers: 64 KB in each direction from Node 22 on. */
const MANY = 3000

test('[G14] [V1] a browser that does not read misses moves, and gets the position when it reads again', async () => {
  const { talk, room, goto, enter } = await serving()
  const { events, socket } = await enter()
  socket.pause()
  // More than the connection and the server buffer for it.
  for (let i = 0; i < MANY; i += 1) await goto(1 + (i % 8))
  socket.resume()
  await until(() => events().at(-1)![4] === talk.state.seq)
  const moves = events().filter(([, , channel]) => channel === 'position')
  expect(moves.length).toBeLessThan(MANY)
  for (const [i, [, , , from]] of moves.slice(1).entries()) expect(from).toBe(moves[i]![4])
  expect(moves.at(-1)![5]).toEqual(talk.state.position)
  expect(room.queues.counts.cut).toBe(0)
})

test('[G7] a gateway that closes also closes its connections', async () => {
  const { room, gateway, enter } = await serving()
  const { socket } = await enter()
  await gateway.close()
  await until(() => socket.readyState === WebSocket.CLOSED)
  expect(room.size).toBe(0)
})

test.each(['polling', 'websocket'])(
  '[G37] after it has closed, a gateway refuses new connections by %s, because the log is closing, too',
  async (transport) => {
    const { gateway, http } = await serving()
    await gateway.close()
    const [near, far] = duplexPair()
    http.emit('connection', far)
    const upgrade = `Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${btoa('0123456789abcdef')}\r\n`
    near.write(
      `GET /socket.io/?EIO=4&transport=${transport} HTTP/1.1\r\nHost: lectern\r\n${transport === 'websocket' ? upgrade : ''}\r\n`,
    )
    const [answer] = (await once(near, 'data')) as [Buffer]
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 503 /)
  },
)
