/**
 * Socket.IO's server as the gateway uses it: who is let in, what a browser says, and how it is answered. Rooms,
 * broadcasts and connection state recovery are not used: what a browser is told comes from the talk's log.
 */
import type { Server as Engine, Socket as Connection } from 'engine.io'
import { Server, type Socket } from 'socket.io'
import { writeTogether } from './shared-frame.ts'

/** A connection that has joined no namespace is closed after this time. */
const HELLO_WITHIN_MS = 5000
/** A browser that has left closes its connection itself; one that does not is closed after this time. */
const LAST_REQUEST_WITHIN_MS = 1000

export interface SocketParts<B extends object> {
  engine: Engine
  /** Reads the `auth` of a handshake, which may be anything. Returns a refusal's code, or lets the browser in. */
  admit(connection: Connection, auth: unknown): string | (() => B)
  /** Acts on what a browser said, now or when it may be heard again. */
  hear(browser: B, said: unknown[], act: (said: unknown[]) => void): void
  /** `answer` is missing when the browser expects none. */
  event(browser: B, name: string, args: unknown[], answer?: (value: unknown) => void): void
  /** Sends an answer, now or when there is room for it. */
  answer(browser: B, send: () => void): void
  closed(browser: B): void
}

/** Serves every connection of the engine. Returns its undo, which closes them. */
export function serveSockets<B extends object>(parts: SocketParts<B>): () => Promise<void> {
  const { engine, admit, hear, event, answer, closed } = parts
  const io = new Server({ connectTimeout: HELLO_WITHIN_MS, serveClient: false })
  /** One connection carries one browser. */
  const taken = new WeakSet<Connection>()

  io.use((socket, next) => {
    const { conn, handshake } = socket
    // Two hellos in one moment. Socket.IO itself closes the connection when the second comes later.
    if (taken.has(conn)) conn.close(true)
    const entrance = taken.has(conn) ? 'malformed' : admit(conn, handshake.auth)
    if (typeof entrance === 'string') return next(new Error(entrance))
    taken.add(conn)
    socket.data = entrance
    // Socket.IO's answer and the first patches.
    writeTogether(conn, next)
  })

  io.on('connection', (socket) => {
    const { conn } = socket
    const browser = (socket.data as () => B)()
    socket.data = undefined
    forgetRequest(socket)
    socket.onAny((name: unknown, ...args: unknown[]) => {
      // It may have been cut since this packet was read.
      if (!socket.connected) return
      const last = args.at(-1)
      const acknowledge = typeof last === 'function' ? (args.pop() as (value: unknown) => void) : undefined
      hear(browser, args, (said) => {
        if (!acknowledge) return event(browser, String(name), said)
        event(browser, String(name), said, (value) => answer(browser, () => acknowledge(value ?? null)))
      })
    })
    socket.on('disconnect', (reason) => {
      closed(browser)
      // On long-polling its last request is still on the way, and must find the connection.
      if (reason === 'client namespace disconnect' && conn.transport.name === 'polling')
        setTimeout(() => conn.close(true), LAST_REQUEST_WITHIN_MS).unref()
      else conn.close(true)
    })
  })
  io.bind(engine)
  return () => io.close()
}

/**
 * Socket.IO and Engine.IO keep the first request, with its cookies and addresses, as long as the connection: its
 * references are let go, and what others still refer to is emptied. That is a tenth of a follower's memory.
 */
function forgetRequest({ conn, handshake }: Socket): void {
  Object.assign(handshake, { headers: {}, address: '', url: '', query: {}, auth: {} })
  Object.assign(conn.request, { headers: {}, rawHeaders: [], url: '' })
  Object.assign(conn, { request: null, remoteAddress: '' })
}
