/** Keeps connections free for those who run the talk: when the process has few left, others are told to come back. */
import { readFileSync } from 'node:fs'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Server as TlsServer } from 'node:tls'
import { turnAway } from './handshake-rate.ts'

/** How many connections a server may hold. */
export interface ConnectionLimits {
  /** Past this, only those who run the talk. */
  most: number
  /** Past this, nobody: the process itself needs what is left of its files. */
  hard: number
}

const RESERVE = 500
/** The log, the pages being read, the timers of the system. */
const OWN_FILES = 50
const RETRY_AFTER_S = 5
/** For whoever watches the server, and for the phone that must pair. */
const ALWAYS = /^\/(healthz|readyz|pair)(\?|$)/

/** From the files that this process may open, which every connection is one of; null where nobody says. */
export function connectionLimits(): ConnectionLimits | null {
  const files = openFilesLimit()
  if (files === null) return null
  const most = files - Math.min(RESERVE, Math.floor(files / 4))
  return { most, hard: Math.max(most, files - OWN_FILES) }
}

/** A middleware of Engine.IO, for newcomers, and of Express: answers 503 with Retry-After, or goes on. */
export interface Crowd {
  /** Requests turned away since the start. */
  readonly refused: number
  (request: IncomingMessage, response: ServerResponse, next: () => void): void
}

export function createCrowd(
  http: Server,
  limits: ConnectionLimits,
  runsTheTalk: (request: IncomingMessage) => boolean,
): Crowd {
  /** They came when there was no room; whoever was here before is left in peace. */
  const surplus = new WeakSet<Socket>()
  http.maxConnections = limits.hard
  http.on(http instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Socket) => {
    // Counted by the server itself: listeners on the socket are taken off when it becomes a WebSocket.
    http.getConnections((_error, open) => void (open > limits.most && surplus.add(socket)))
  })
  let refused = 0
  const crowd = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const { socket, url = '' } = request
    if (!surplus.has(socket) || ALWAYS.test(url) || runsTheTalk(request)) return next()
    refused += 1
    turnAway(request, response, RETRY_AFTER_S)
  }
  return Object.defineProperty(crowd, 'refused', { get: () => refused }) as Crowd
}

function openFilesLimit(): number | null {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return soft === undefined ? null : Number(soft)
  } catch {
    return null
  }
}
