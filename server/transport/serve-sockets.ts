/**
 * Socket.IO's server as the gateway uses it: which browsers are admitted, what they send, and how they are answered.
 * Rooms, broadcasts and connection state recovery are not used: browsers are sent what is in the talk's log.
 */
import type { Server as Engine, Socket as Connection } from 'engine.io'
import { Server, type Socket } from 'socket.io'
import { writeTogether } from './shared-frame.ts'

/** A connection that has joined no namespace is closed after this time. */
const HANDSHAKE_WITHIN_MS = 5000
/** A browser that leaves closes its connection itself. If it does not, it is closed after this time. */
const LAST_REQUEST_WITHIN_MS = 1000

export interface SocketParts<B extends object> {
  engine: Engine
  /** Reads the `auth` of a handshake, which may be anything. Returns a refusal's code, or the admitted browser. */
  admit(connection: Connection, auth: unknown): string | (() => B)
  /** Acts on a browser's packet, now or when the browser is no longer behind. */
  receive(browser: B, said: unknown[], act: (said: unknown[]) => void): void
  /** `answer` is missing when the browser expects none. */
  event(browser: B, name: string, args: unknown[], answer?: (value: unknown) => void): void
  /** Sends an answer, now or when it fits. */
  answer(browser: B, send: () => void): void
  closed(browser: B): void
}

/** Serves every connection of the engine. Returns its undo, which closes them. */
export function serveSockets<B extends object>(parts: SocketParts<B>): () => Promise<void> {
  const { engine, admit, receive, event, answer, closed } = parts
  const io = new Server({ connectTimeout: HANDSHAKE_WITHIN_MS, serveClient: false })
  /** One connection carries one browser. */
  const taken = new WeakSet<Connection>()

  io.use((socket, next) => {
    const { conn, handshake } = socket
    // Two handshakes at the same moment. If the second comes later, Socket.IO itself closes the connection.
    if (taken.has(conn)) conn.close(true)
    const admitted = taken.has(conn) ? 'malformed' : admit(conn, handshake.auth)
    if (typeof admitted === 'string') return next(new Error(admitted))
    taken.add(conn)
    socket.data = admitted
    // Socket.IO's answer and the opening patches.
    writeTogether(conn, next)
  })

  // One function for all sockets: a closure for each would cost memory.
  function heard(this: Socket, name: unknown, ...args: unknown[]): void {
    // It may have been closed since this packet was read.
    if (!this.connected) return
    const browser = this.data as B
    const last = args.at(-1)
    const acknowledge = typeof last === 'function' ? (args.pop() as (value: unknown) => void) : undefined
    receive(browser, args, (said) => {
      if (!acknowledge) return event(browser, String(name), said)
      event(browser, String(name), said, (value) => answer(browser, () => acknowledge(value ?? null)))
    })
  }

  function left(this: Socket, reason: string): void {
    const { conn } = this
    closed(this.data as B)
    // On long-polling its last request is still on the way, and must find the connection.
    if (reason === 'client namespace disconnect' && conn.transport.name === 'polling')
      setTimeout(() => conn.close(true), LAST_REQUEST_WITHIN_MS).unref()
    else conn.close(true)
  }

  io.on('connection', (socket) => {
    socket.data = (socket.data as () => B)()
    forgetRequest(socket)
    socket.onAny(heard)
    socket.on('disconnect', left)
  })
  io.bind(engine)
  return () => io.close()
}

/** Shared by all connections, because each would keep four of its own. */
const EMPTY = Object.freeze({})
const NO_HANDSHAKE = { headers: EMPTY, address: '', url: '', query: EMPTY, auth: EMPTY }
const NO_REQUEST = { headers: EMPTY, rawHeaders: Object.freeze([]), url: '' }
const NO_ADDRESS = { request: null, remoteAddress: '' }

/**
 * Socket.IO and Engine.IO keep the first request, with its cookies and addresses, as long as the connection. Their
 * references are removed, and objects that others still refer to are emptied. This saves a tenth of a follower's memory.
 */
function forgetRequest({ conn, handshake }: Socket): void {
  Object.assign(handshake, NO_HANDSHAKE)
  Object.assign(conn.request, NO_REQUEST)
  Object.assign(conn, NO_ADDRESS)
}
