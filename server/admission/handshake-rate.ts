/**
 * Limits new connections to a few per turn of the event loop, so that the talk continues between them. The rate
 * follows the load, because turns take longer when the process is busy.
 */
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http'

/** New connections per turn. A move waits for them, and each takes about a third of a millisecond. */
const IN_ONE_TURN = 50
/** The maximum number of new connections that wait for a turn. */
const MOST_WAITING = 5000
/** Our pages give up a first try after 3.5 s. */
const LONGEST_WAIT_MS = 2000
/** Seconds after which a refused browser may try again. */
const RETRY_AFTER_S = 2

export interface HandshakeRate {
  /** Handshakes refused since the start. */
  readonly refused: number
  /**
   * An Engine.IO middleware for new connections: continues, now or in a later turn, or answers 503 with Retry-After.
   */
  (request: IncomingMessage, response: ServerResponse, next: () => void): void
}

interface Waiting {
  request: IncomingMessage
  response: ServerResponse
  next: () => void
  since: number
}

/**
 * `isPresenter` tells from the cookie who must never wait; `inNextTurn` calls back in the next turn of the event
 * loop.
 */
export function createHandshakeRate(
  isPresenter: (request: IncomingMessage) => boolean,
  now = Date.now,
  inNextTurn: (turn: () => void) => void = setImmediate,
): HandshakeRate {
  /** In order of arrival. A set removes its first member in constant time. */
  const waiting = new Set<Waiting>()
  let inThisTurn = 0
  let refused = 0

  function countOne(): void {
    if (inThisTurn === 0) inNextTurn(nextTurn)
    inThisTurn += 1
  }

  function nextTurn(): void {
    inThisTurn = 0
    for (const each of waiting) {
      if (inThisTurn === IN_ONE_TURN) break
      waiting.delete(each)
      countOne()
      end(each)
    }
  }

  /** Nothing is done for a browser that has disconnected meanwhile. */
  function end({ request, response, next, since }: Waiting): void {
    const { socket } = request
    socket.off('error', ignore)
    if (socket.destroyed) return
    if (now() - since <= LONGEST_WAIT_MS) next()
    else refuse(request, response)
  }

  function refuse(request: IncomingMessage, response: ServerResponse): void {
    refused += 1
    turnAway(request, response, RETRY_AFTER_S)
  }

  const rate = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    if (inThisTurn < IN_ONE_TURN) {
      countOne()
      next()
    } else if (isPresenter(request)) next()
    else if (waiting.size >= MOST_WAITING) refuse(request, response)
    else {
      // After an upgrade request, Node leaves the connection's errors to us.
      request.socket.on('error', ignore)
      waiting.add({ request, response, next, since: now() })
    }
  }
  return Object.defineProperty(rate, 'refused', { get: () => refused }) as HandshakeRate
}

/** Node destroys the connection itself. */
function ignore(): void {}

/** Refuses a request before Engine.IO or Express has seen it, and ends its connection: 503 with Retry-After. */
export function turnAway(request: IncomingMessage, response: ServerResponse, retryAfterS: number): void {
  endWith(request, response, 503, { 'Retry-After': String(retryAfterS) })
}

/** The same with any status. Engine.IO's `response` cannot answer a WebSocket handshake. */
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
  // A proxy may close the connection after reading the status. After an upgrade request, Node leaves that error to
  // us.
  socket.on('error', () => socket.destroy())
  const lines = Object.entries({ ...headers, Connection: 'close', 'Content-Length': '0' })
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n`)
}
