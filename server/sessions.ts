/**
 * Socket.IO's protocol, version 5, over Engine.IO, as far as our pages speak it: one namespace, text, events with
 * an optional acknowledgement. Whatever is not on this page ends the connection.
 *
 * Socket.IO's own server would do it too, with rooms, namespaces and binary packets that nobody here may use; they
 * cost 2.5 KB and a fifth of the processor time for each browser that joins (`npm run bench -- fan-out`).
 */
import type { Server, Socket as Connection } from 'engine.io'
import { releaseRequest } from './hardened-ws.ts'
import { sendShared, sendTogether, sharePacket, type SharedPacket } from './shared-frame.ts'

/** Without its first words a connection is closed after this time. */
const HELLO_WITHIN_MS = 5000
const LOOK_EVERY_MS = 500
const HELLO = '0'
const BYE = '1'
/** An event, with the number under which its answer is expected. */
const EVENT = /^2(\d{0,10})(\[.*\])$/s
const REFUSED = '4'

export interface SessionParts<S extends object> {
  engine: Server
  /**
   * The first words of a browser, which may be anything: why it may not come in, as a word, or how it comes in:
   * what that tells it arrives after the answer to its first words.
   */
  admit(connection: Connection, auth: unknown): string | (() => S)
  /** Acts on what a browser said, in so many characters: now, or when it may be heard again. */
  hear(session: S, size: number, act: () => void): void
  /** `answer` is missing when none is expected. */
  event(session: S, name: string, args: unknown[], answer?: (value: unknown) => void): void
  /** Sends what `event` has answered, now or when there is room for it. */
  answer(session: S, packet: () => SharedPacket): void
  closed(session: S): void
}

/** Serves every connection of the engine. Returns its undo, which leaves the connections alone. */
export function serveSessions<S extends object>(parts: SessionParts<S>): () => void {
  const { engine, admit, event, closed } = parts
  /** Those who have not said hello, the oldest first. */
  const silent = new Map<Connection, number>()
  let count = 0

  const look = setInterval(() => {
    for (const [connection, since] of silent) {
      if (Date.now() - since < HELLO_WITHIN_MS) return
      connection.close(true)
    }
  }, LOOK_EVERY_MS)

  /** A full room says the same words, so they are read once; whoever gets them must not change them. */
  let known: { text: string; auth: unknown } = { text: HELLO, auth: undefined }
  function authOf(text: string): unknown {
    if (text !== known.text) known = { text, auth: text === HELLO ? undefined : parseJson(text.slice(1)) }
    return known.auth
  }

  function hello(connection: Connection, text: string): S | undefined {
    const auth = authOf(text)
    if (auth === null) {
      connection.close(true)
      return undefined
    }
    const enter = admit(connection, auth)
    if (typeof enter === 'string') {
      const refused = sharePacket(REFUSED + JSON.stringify({ message: enter }))
      if (!sendShared(connection, refused)) connection.close(true)
      return undefined
    }
    silent.delete(connection)
    releaseRequest(connection)
    return sendTogether(connection, () => {
      sendShared(connection, sharePacket(`${HELLO}{"sid":"${(count += 1).toString(36)}"}`))
      return enter()
    })
  }

  function hear(connection: Connection, session: S, text: string): void {
    const packet = readEvent(text)
    if (!packet) return connection.close(true)
    const { number, name, args } = packet
    if (number === '') event(session, name, args)
    else event(session, name, args, (value) => parts.answer(session, () => answerOf(number, value)))
  }

  const serve = (connection: Connection): void => {
    let session: S | undefined
    let left = false
    silent.set(connection, Date.now())
    const end = (): void => {
      if (session) closed(session)
      session = undefined
    }
    connection.on('message', (text: unknown) => {
      if (typeof text !== 'string') connection.close(true)
      else if (session && text === BYE) {
        // The browser closes the connection itself; one that does not is silent from now on.
        end()
        left = true
        silent.set(connection, Date.now())
      } else if (session) {
        const heard = session
        parts.hear(heard, text.length, () => hear(connection, heard, text))
      }
      // Whoever has said goodbye cannot come back by the same connection: what it came with is forgotten.
      else if (text.startsWith(HELLO) && !left) session = hello(connection, text)
      else connection.close(true)
    })
    connection.on('close', () => {
      silent.delete(connection)
      end()
    })
  }
  engine.on('connection', serve)
  return () => {
    clearInterval(look)
    engine.off('connection', serve)
  }
}

function readEvent(text: string): { number: string; name: string; args: unknown[] } | undefined {
  const [, number = '', json = ''] = EVENT.exec(text) ?? []
  const parsed = parseJson(json)
  if (!Array.isArray(parsed)) return undefined
  const [name, ...args] = parsed as unknown[]
  return typeof name === 'string' ? { number, name, args } : undefined
}

function answerOf(number: string, value: unknown): SharedPacket {
  return sharePacket(`3${number}${JSON.stringify([value ?? null])}`)
}

/** Null when it is none; then it is no packet of ours. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
