/** Keeps connections free for presenters: when the process has few file descriptors left, other browsers get 503. */
import { readFileSync } from 'node:fs'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Server as TlsServer } from 'node:tls'
import { turnAway } from './handshake-rate.ts'

/** The number of connections that a server may hold. */
export interface ConnectionLimits {
  /** Above this, only presenters and health checks. */
  most: number
  /** Above this, nobody: the process needs the remaining file descriptors itself. */
  hard: number
}

const RESERVE = 500
/** File descriptors for the log, open pages and the system's timers. */
const OWN_FILES = 50
const RETRY_AFTER_S = 5
/** For monitoring, and for the phone that must pair. */
const ALWAYS = /^\/(healthz|readyz|pair)(\?|$)/

/** Derived from the limit of open files, because every connection is one; null where the limit is unknown. */
export function connectionLimits(): ConnectionLimits | null {
  const files = openFilesLimit()
  if (files === null) return null
  const most = files - Math.min(RESERVE, Math.floor(files / 4))
  return { most, hard: Math.max(most, files - OWN_FILES) }
}

/** A middleware of Engine.IO, for new connections, and of Express: answers 503 with Retry-After, or continues. */
export interface ConnectionLimit {
  /** Requests refused since the start. */
  readonly refused: number
  (request: IncomingMessage, response: ServerResponse, next: () => void): void
}

export function createConnectionLimit(
  http: Server,
  limits: ConnectionLimits,
  runsTheTalk: (request: IncomingMessage) => boolean,
): ConnectionLimit {
  /** Connections opened beyond the limit. Earlier connections are not affected. */
  const surplus = new WeakSet<Socket>()
  http.maxConnections = limits.hard
  http.on(http instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Socket) => {
    // The server counts them, because listeners on a socket are removed when it becomes a WebSocket.
    http.getConnections((_error, open) => void (open > limits.most && surplus.add(socket)))
  })
  let refused = 0
  const crowd = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const { socket, url = '' } = request
    if (!surplus.has(socket) || ALWAYS.test(url) || runsTheTalk(request)) return next()
    refused += 1
    turnAway(request, response, RETRY_AFTER_S)
  }
  return Object.defineProperty(crowd, 'refused', { get: () => refused }) as ConnectionLimit
}

function openFilesLimit(): number | null {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return soft === undefined ? null : Number(soft)
  } catch {
    return null
  }
}
