/**
 * The `ws` server with its limits on fragments (the default lets a few sockets hold hundreds of megabytes),
 * and with the handshake of each socket, for the eyes of its own browser.
 */
import type { IncomingMessage } from 'node:http'
import { WebSocketServer, type ServerOptions } from 'ws'
import type { Head } from '../protocol/exhibit.ts'
import { headOfAnswer, headOfRequest } from './masked-head.ts'

/** No browser sends a message of ours in more than one frame. */
const MAX_FRAGMENTS = 16
/** Pieces of data that wait to be read on one socket. */
const MAX_BUFFERED_CHUNKS = 4096

interface Handshake {
  request: Head
  answer: Head
  /** Milliseconds since 1970. */
  openedAt: number
}

/** Kept with the socket and nowhere else: it goes when the socket goes. */
const handshakes = new WeakMap<object, Handshake>()

/** How this WebSocket was opened; undefined for anything else. */
export function handshakeOf(socket: object | undefined): Handshake | undefined {
  return socket && handshakes.get(socket)
}

export class HardenedWebSocketServer extends WebSocketServer {
  readonly #answers = new WeakMap<IncomingMessage, readonly string[]>()

  constructor(options: ServerOptions) {
    super({
      ...options,
      maxFragments: MAX_FRAGMENTS,
      maxBufferedChunks: MAX_BUFFERED_CHUNKS,
    } as ServerOptions)
    // The very lines that go out: whoever adds one adds it to this list.
    this.on('headers', (lines, request) => this.#answers.set(request, lines))
  }

  override handleUpgrade(
    ...[request, socket, head, done]: Parameters<WebSocketServer['handleUpgrade']>
  ): void {
    super.handleUpgrade(request, socket, head, (client, same) => {
      const answer = headOfAnswer(this.#answers.get(request) ?? [])
      handshakes.set(client, { request: headOfRequest(request), answer, openedAt: Date.now() })
      done(client, same)
    })
  }
}
