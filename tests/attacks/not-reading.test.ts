/** Attacks by browsers that read nothing: their send queues stay small, and others are served. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { NewEntry } from '../../protocol/event.ts'
import { PAGE, type ChatPage } from '../../protocol/features/chat-view.ts'
import { PROTOCOL_VERSION } from '../../protocol/wire.ts'
import { openMemoryLog } from '../../server/log/memory.ts'
import { createMetrics } from '../../server/ops/metrics.ts'
import { bystanders, pollingSession, rawGuest, rawSocket, type PollingSession } from '../support/attacker.ts'
import { TALK } from '../support/deck.ts'
import { frameOf } from '../support/raw-line.ts'
import { startServer, type TestServer } from '../support/server.ts'

const LAST = 2 * PAGE + 1
/** The limit of a send queue, plus one message: a page of the chat. */
const MOST = 64 * 1024 + 110_000
const ask = (number: number): string => `42${number}["query",{"query":"chat/before","item":${LAST}}]`

/** A server whose chat has pages of 105 KB, and its metrics. */
async function chattyServer() {
  const log = openMemoryLog()
  const batch = Array.from({ length: 2 * PAGE }, (_, i): NewEntry => {
    const event = { type: 'chat/said', text: '🦊'.repeat(500) } as const
    return { at: i, by: 'guest-fox', id: `fox-say-${i}`, event }
  })
  await log.append(TALK, 0, batch)
  const metrics = createMetrics()
  const server = await startServer({ log, metrics })
  const figure = async (name: string): Promise<number> => {
    const line = (await metrics.text()).split('\n').find((each) => each.startsWith(`${name}{`))
    return Number(line?.split(' ').at(-1))
  }
  return { server, figure }
}

/** A connected guest on long-polling. */
async function pollingGuest(server: TestServer): Promise<PollingSession> {
  const session = await pollingSession(server)
  await session.post(`40${JSON.stringify({ protocol: PROTOCOL_VERSION, talk: TALK, role: 'audience' })}`)
  await session.poll()
  return session
}

test('[G24] [AT30] sockets that stop reading and request old chat pages: their queues stay small, they are cut, others are served', async () => {
  const { server, figure } = await chattyServer()
  const { fine } = await bystanders(server)
  const attackers = await Promise.all(Array.from({ length: 5 }, () => rawGuest(server)))
  for (const { socket } of attackers) socket.pause()
  let most = 0
  for (let number = 1; (await figure('lectern_sockets_cut_total')) < attackers.length; number += 1) {
    for (const { socket } of attackers) if (socket.readyState === socket.OPEN) socket.send(ask(number))
    // At the maximum allowed rate.
    // Thirty requests a second, as many as are answered.
    await new Promise((resolve) => setTimeout(resolve, 34))
    most = Math.max(most, await figure('lectern_waiting_bytes'))
    expect(most).toBeLessThanOrEqual(MOST)
    if (number % 30 === 0) await fine()
  }
  // More than the operating system's buffers hold.
  expect(most).toBeGreaterThan(64 * 1024)
  await fine()
})

test('[G24] [AT30] many queries in one payload are answered only as the answers are read', async () => {
  const { server, figure } = await chattyServer()
  const { fine } = await bystanders(server)
  const attacker = await rawGuest(server)
  attacker.socket.pause()
  const tcp = (attacker.socket as unknown as { _socket: { write(bytes: Buffer): void } })['_socket']
  let most = 0
  while ((await figure('lectern_sockets_cut_total')) === 0) {
    tcp.write(Buffer.concat(Array.from({ length: 50 }, (_, i) => frameOf({ payload: ask(i) }))))
    // Fifty requests a second; the pause is the rate of the attack.
    await new Promise((resolve) => setTimeout(resolve, 1000))
    most = Math.max(most, await figure('lectern_waiting_bytes'))
    expect(most).toBeLessThanOrEqual(MOST)
    await fine()
  }
})

test('[G24] [AT30] unread answers to polls count, too', async () => {
  const { server, figure } = await chattyServer()
  const { fine } = await bystanders(server)
  const session = await pollingGuest(server)
  const poll = `GET /socket.io/?EIO=4&transport=polling&sid=${session.sid} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Lectern: 1\r\n\r\n`
  let most = 0
  // Pipelined polls on a connection that is not read.
  const line = connect(server.port, '127.0.0.1')
  line.pause()
  line.on('error', () => undefined)
  onTestFinished(() => void line.destroy())
  await once(line, 'connect')
  // Until the session has ended.
  for (let number = 1, status: number | undefined = 200; status === 200; number += 1) {
    line.write(poll)
    const answer = await session.post(ask(number)).catch(() => undefined)
    status = answer?.status
    // Thirty requests a second, as many as are answered.
    await new Promise((resolve) => setTimeout(resolve, 34))
    most = Math.max(most, await figure('lectern_waiting_bytes'))
    expect(most).toBeLessThanOrEqual(MOST)
  }
  // From Node 22 on, pipelined polls are read at once, and Engine.IO itself ends a session with two open polls.
  if ((await figure('lectern_sockets_cut_total')) > 0) expect(most).toBeGreaterThan(64 * 1024)
  await fine()
})

test('[G24] a browser that reads gets every chat page that it requests, however often', async () => {
  const { server } = await chattyServer()
  const { follower } = await bystanders(server)
  for (let i = 0; i < 50; i += 1) {
    const answer = await follower.query<ChatPage>({ query: 'chat/before', item: LAST })
    expect(answer.items).toHaveLength(PAGE)
  }
})

test('[G27] [AT30] a WebSocket that repeats the upgrade probe again and again ends its session', async () => {
  const { server } = await chattyServer()
  const { fine } = await bystanders(server)
  const session = await pollingGuest(server)
  const upgrading = rawSocket(server, {}, session.sid)
  await once(upgrading, 'open')
  for (let i = 0; i < 200; i += 1) upgrading.send('2probe')
  await once(upgrading, 'close')
  expect((await session.poll()).status).toBe(400)
  await fine()
})
