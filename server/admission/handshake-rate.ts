/** Who gets in now: after a break thousands come back at once, and the server lets in as many as it can greet. */
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http'
import { createBucket } from '../base/token-bucket.ts'

/** Handshakes of which each costs a third of a millisecond: the loop stays free for the talk. */
const PER_SECOND = 1500
const AT_ONCE = 300
/** Seconds after which a browser that was turned away may try again. */
const RETRY_AFTER_S = 2

export interface Door {
  /** Handshakes turned away since the start. */
  readonly refused: number
  /** An Engine.IO middleware, for newcomers: answers 503 with Retry-After, or goes on. */
  (request: IncomingMessage, response: ServerResponse, next: () => void): void
}

/** `isPresenter` tells from the cookie who must never wait. */
export function createDoor(isPresenter: (request: IncomingMessage) => boolean, now = Date.now): Door {
  const bucket = createBucket(AT_ONCE, PER_SECOND, now)
  let refused = 0
  const door = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    if (bucket.take() === 0 || isPresenter(request)) return next()
    refused += 1
    turnAway(request, response, RETRY_AFTER_S)
  }
  return Object.defineProperty(door, 'refused', { get: () => refused }) as Door
}

/** Says no to a request before Engine.IO or Express has seen it, and ends its connection: 503 and when to try again. */
export function turnAway(request: IncomingMessage, response: ServerResponse, retryAfterS: number): void {
  endWith(request, response, 503, { 'Retry-After': String(retryAfterS) })
}

/** The same with any status. To a WebSocket's handshake, Engine.IO's `response` could not give one. */
export function endWith(
  { headers: { upgrade }, socket }: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
): void {
  if (upgrade === undefined) {
    response.writeHead(status, { ...headers, Connection: 'close', 'Content-Length': 0 }).end()
    return
  }
  // A proxy may hang up as soon as it has read the status; with an upgrade Node leaves that error to us.
  socket.on('error', () => socket.destroy())
  const lines = Object.entries({ ...headers, Connection: 'close', 'Content-Length': '0' })
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n`)
}
