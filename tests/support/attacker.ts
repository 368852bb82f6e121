/** Tools for attacks: bytes and packets that no page of ours sends, and a check that others are not affected. */
import { request } from 'node:http'
import { expect, onTestFinished } from 'vitest'
import { WebSocket, type ClientOptions } from 'ws'
import { PROTOCOL_VERSION } from '../../protocol/wire.ts'
import { TALK } from './deck.ts'
import type { TestServer } from './server.ts'
import { join, newIntentId, pairedCookie, type Person, type Place } from './people.ts'

/** A WebSocket to the server without a protocol of its own, optionally for the session `sid`; closed with the test. */
export function rawSocket(server: Pick<Place, 'url'>, options: ClientOptions = {}, sid = ''): WebSocket {
  const address = `${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket${sid && `&sid=${sid}`}`
  const socket = new WebSocket(address, {
    perMessageDeflate: false,
    ...options,
    headers: { origin: server.url, ...options.headers },
  })
  // Errors are expected; tests that need them add a listener.
  socket.on('error', () => undefined)
  onTestFinished(() => socket.terminate())
  return socket
}

export interface Raw {
  socket: WebSocket
  /** Resolves with the close code once the server has closed it. */
  closed: Promise<number>
  /** Everything that it received, as text. */
  heard: string[]
}

/** Makes a raw socket join the talk as audience and answer pings, so that it stays connected. */
export function stay(socket: WebSocket): void {
  socket.on('message', (data: Buffer) => {
    const text = data.toString()
    if (text === '2') socket.send('3')
    if (text.startsWith('0'))
      socket.send(`40${JSON.stringify({ protocol: PROTOCOL_VERSION, talk: TALK, role: 'audience' })}`)
  })
}

/** A raw socket that has joined the talk as audience; it answers pings and does nothing else. */
export async function rawGuest(
  server: Pick<Place, 'url'>,
  headers: Record<string, string> = {},
): Promise<Raw> {
  const socket = rawSocket(server, { headers })
  const heard: string[] = []
  socket.on('error', () => socket.terminate())
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  stay(socket)
  await new Promise<void>((resolve, reject) => {
    void closed.then(() => reject(new Error('The server ended it before the first patch.')))
    socket.on('message', (data: Buffer) => {
      const text = data.toString()
      heard.push(text)
      if (text.startsWith('42["patch"')) resolve()
    })
  })
  return { socket, closed, heard }
}

/** An Engine.IO session over long-polling, with raw requests. */
export interface PollingSession {
  sid: string
  post(body: string, headers?: Record<string, string>): Promise<Response>
  poll(headers?: Record<string, string>): Promise<Response>
}

export async function pollingSession(
  server: Pick<Place, 'url'>,
  headers: Record<string, string> = {},
): Promise<PollingSession> {
  const address = `${server.url}/socket.io/?EIO=4&transport=polling`
  const own = { 'x-lectern': '1', ...headers }
  const opened = await (await fetch(address, { headers: own })).text()
  const { sid } = JSON.parse(opened.slice(1)) as { sid: string }
  const url = `${address}&sid=${sid}`
  return {
    sid,
    post: (body, as = own) => fetch(url, { method: 'POST', body, headers: as }),
    poll: (as = own) => fetch(url, { headers: as }),
  }
}

/** The status of a request whose path and headers `fetch` would normalise. */
export function statusOf(
  { url }: Pick<Place, 'url'>,
  path: string,
  headers: Record<string, string> | string[] = {},
  method = 'GET',
): Promise<number> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, headers, method }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    asked.on('error', reject)
    asked.end()
  })
}

export interface Bystanders {
  presenter: Person
  follower: Person
  /** Nobody was cut, and a move still reaches the follower. */
  fine(): Promise<void>
}

/** A presenter and a follower who are not part of the attack. */
export async function bystanders(server: Place): Promise<Bystanders> {
  const presenter = await join(server, 'presenter', { cookie: await pairedCookie(server) })
  const follower = await join(server, 'audience')
  const cut: string[] = []
  for (const { socket } of [presenter, follower]) socket.on('disconnect', (why) => cut.push(why))
  return {
    presenter,
    follower,
    async fine() {
      expect(cut).toEqual([])
      const h = ((presenter.store.view.position?.h ?? 0) + 1) % 5
      const ack = await presenter.send({ id: newIntentId(), type: 'position/goto', to: { h, v: 0, f: -1 } })
      expect(ack).toMatchObject({ ok: true })
      await follower.sees((view) => view.position?.h === h)
    },
  }
}

/** The number of entries in the talk's log. */
export async function logLength({ log }: Pick<TestServer, 'log'>): Promise<number> {
  let count = 0
  for await (const _ of log.read(TALK, 0)) count += 1
  return count
}
