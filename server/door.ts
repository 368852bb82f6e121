/** Who gets in now: after a break thousands come back at once, and the server lets in as many as it can greet. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { createBucket } from './rate.ts'

/** Handshakes of which each costs a third of a millisecond: the loop stays free for the talk. */
const PER_SECOND = 1500
const AT_ONCE = 300
/** Seconds after which a browser that was turned away may try again. */
const RETRY_AFTER_S = 2

export interface Door {
  /** Handshakes turned away since the start. */
  readonly refused: number
  /** An Engine.IO middleware: answers 503 with Retry-After, or goes on. */
  (request: IncomingMessage, response: ServerResponse, next: () => void): void
}

/** `isPresenter` tells from the cookie who must never wait. */
export function createDoor(isPresenter: (request: IncomingMessage) => boolean, now = Date.now): Door {
  const bucket = createBucket(AT_ONCE, PER_SECOND, now)
  let refused = 0
  const door = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    // Only a handshake has no session id yet.
    if (/[?&]sid=/.test(request.url ?? '') || bucket.take() === 0 || isPresenter(request)) return next()
    refused += 1
    if (request.headers.upgrade === undefined) {
      response.writeHead(503, { 'Retry-After': RETRY_AFTER_S, Connection: 'close' }).end()
    } else turnAway(request.socket)
  }
  return Object.defineProperty(door, 'refused', { get: () => refused }) as Door
}

function turnAway(socket: Socket): void {
  socket.end(
    `HTTP/1.1 503 Service Unavailable\r\nRetry-After: ${RETRY_AFTER_S}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  )
}
