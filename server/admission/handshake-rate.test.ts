import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createHandshakeRate } from './handshake-rate.ts'

const IN_ONE_TURN = 50
const MOST_WAITING = 5000
const UPGRADE =
  'GET /socket.io/?transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'

/** Turns of the event loop that the test triggers, and that take as long as the test says. */
function loop(isPresenter: (request: IncomingMessage) => boolean = () => false) {
  let now = 0
  let turn: (() => void) | undefined
  const rate = createHandshakeRate(
    isPresenter,
    () => now,
    (next) => (turn = next),
  )
  return {
    rate,
    endTurn(afterMs = 0) {
      now += afterMs
      const ended = turn
      turn = undefined
      ended?.()
    },
    /** True while a turn is awaited. */
    awaits: () => turn !== undefined,
  }
}

/** A limit with nothing behind it: accepted requests are answered with 204. */
async function standing() {
  const { rate, endTurn } = loop()
  const http = createServer((request, response) =>
    rate(request, response, () => response.writeHead(204).end()),
  )
  http.on('upgrade', (request, socket) =>
    rate(request, {} as ServerResponse, () => {
      // As ws does it.
      socket.on('error', () => socket.destroy())
      socket.end('HTTP/1.1 204 No Content\r\n\r\n')
    }),
  )
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  onTestFinished(() => void http.close())
  const { port } = http.address() as AddressInfo
  return { http, rate, endTurn, port, url: `http://127.0.0.1:${port}/socket.io/?EIO=4&transport=polling` }
}

function handshake(): IncomingMessage {
  const socket = { end() {}, on() {}, off() {}, destroyed: false }
  return { headers: { upgrade: 'websocket' }, socket } as unknown as IncomingMessage
}

/** Opens so many connections at once, and records their numbers as they are accepted. */
function arrive({ rate }: Pick<ReturnType<typeof loop>, 'rate'>, count: number) {
  const entered: number[] = []
  const requests = Array.from({ length: count }, () => handshake())
  for (const [i, request] of requests.entries()) rate(request, {} as ServerResponse, () => entered.push(i))
  return { entered, requests }
}

test('[G13] accepts 50 handshakes in one turn of the event loop, and the others in later turns, in order', () => {
  const server = loop()
  const { entered } = arrive(server, 120)
  const counts = [entered.length]
  while (server.awaits()) {
    server.endTurn()
    counts.push(entered.length)
  }
  expect(counts).toEqual([50, 100, 120, 120])
  expect(entered).toEqual(Array.from({ length: 120 }, (_, i) => i))
})

test('[G13] a new connection does not overtake those that wait', () => {
  const server = loop()
  arrive(server, 150)
  server.endTurn()
  const late = arrive(server, 1)
  expect(late.entered).toHaveLength(0)
  server.endTurn()
  expect(late.entered).toHaveLength(0)
  server.endTurn()
  expect(late.entered).toHaveLength(1)
})

test.each([1, 10, 100, 400])(
  '[G13] the rate follows the process: 1,000 at once, turns of %i ms, and nobody waits more than 2 s',
  (turnMs) => {
    const server = loop()
    const { entered } = arrive(server, 1000)
    while (server.awaits()) server.endTurn(turnMs)
    const inTime = Math.min(1000, IN_ONE_TURN * (1 + Math.floor(2000 / turnMs)))
    expect([entered.length, server.rate.refused]).toEqual([inTime, 1000 - inTime])
  },
)

test('[G13] a new connection is refused at once if too many wait', () => {
  const server = loop()
  arrive(server, IN_ONE_TURN + MOST_WAITING)
  expect(server.rate.refused).toBe(0)
  arrive(server, 3)
  expect(server.rate.refused).toBe(3)
})

test('[G13] a browser that disconnected while it waited is not accepted', () => {
  const server = loop()
  const { entered, requests } = arrive(server, IN_ONE_TURN + 2)
  Object.assign(requests[IN_ONE_TURN]!.socket, { destroyed: true })
  server.endTurn()
  expect(entered).not.toContain(IN_ONE_TURN)
  expect(entered).toContain(IN_ONE_TURN + 1)
})

test('[G13] a connection that has waited too long is answered 503 with Retry-After', async () => {
  const { http, rate, endTurn, port, url } = await standing()
  arrive({ rate }, IN_ONE_TURN)
  const both = Promise.all([once(http, 'request'), once(http, 'upgrade')])
  const polling = fetch(url)
  const raw = connect(port, '127.0.0.1')
  const answer = once(raw, 'data') as Promise<[Buffer]>
  raw.write(UPGRADE)
  await both
  endTurn(2001)
  const { status, headers } = await polling
  expect([status, headers.get('retry-after')]).toEqual([503, '2'])
  expect(String((await answer)[0])).toMatch(/^HTTP\/1\.1 503 .*Retry-After: 2/s)
})

test.each([
  ['while it waits', 'connection'],
  ['once it is refused', 'data'],
])('[G13] a connection that closes %s does no harm', async (_when, event) => {
  const { http, rate, endTurn, port } = await standing()
  const failed = vi.fn()
  process.on('uncaughtException', failed)
  onTestFinished(() => void process.off('uncaughtException', failed))
  arrive({ rate }, IN_ONE_TURN)
  for (let i = 0; i < 20; i++) {
    const arrived = once(http, 'upgrade') as Promise<[IncomingMessage]>
    const raw = connect(port, '127.0.0.1')
    raw.write(UPGRADE)
    const [{ socket }] = await arrived
    const closed = new Promise((resolve) => socket.once('close', resolve))
    if (event === 'data') {
      endTurn(2001)
      arrive({ rate }, IN_ONE_TURN)
      await once(raw, 'data')
    }
    raw.resetAndDestroy()
    // Nobody reads from a waiting connection: only the end of its turn shows that it has closed.
    endTurn()
    arrive({ rate }, IN_ONE_TURN)
    await closed
  }
  expect(failed).not.toHaveBeenCalled()
})

test('[G13] a presenter never waits', () => {
  const server = loop((request) => request.headers.cookie === 'presenter')
  arrive(server, IN_ONE_TURN * 2)
  let through = 0
  const presenter = handshake()
  presenter.headers.cookie = 'presenter'
  server.rate(presenter, {} as ServerResponse, () => (through += 1))
  expect(through).toBe(1)
})
