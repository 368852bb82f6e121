/**
 * The `ws` server with its limits on fragments (the default lets a few sockets hold hundreds of megabytes),
 * and with the handshake of each socket, for the eyes of its own browser.
 */
import type { Socket as Connection } from 'engine.io'
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws'
import type { Head } from '../../protocol/exhibit.ts'
import { endInTurn } from './staggered-close.ts'
import { linesOfRequest, maskHead } from '../base/masked-headers.ts'
import { createFloodCounter } from './flood-guard.ts'
import { MOST_BYTES } from './shared-frame.ts'

/** No browser sends a message of ours in more than one frame. */
const MAX_FRAGMENTS = 16
/** Milliseconds that a browser has to agree that a connection ends; the default leaves half a minute to one that will not. */
const CLOSE_TIMEOUT_MS = 500
/** Pieces of data that wait to be read on one socket. */
const MAX_BUFFERED_CHUNKS = 4096

interface Handshake {
  request: Head
  answer: Head
  /** Milliseconds since 1970. */
  openedAt: number
}

/** The heads as they came, each as one text, since thousands are kept and few are ever asked for. */
interface KeptHeads {
  request: string
  answer: string
  openedAt: number
}

/** Kept with the socket and nowhere else: it goes when the socket goes. */
const kept = new WeakMap<object, KeptHeads>()
const LINE = '\r\n'

/** How the WebSocket of this connection was opened; undefined when it has none. */
export function handshakeOf({ transport }: Connection): Handshake | undefined {
  // Not public API of engine.io 6.6.12. Without it the demo of the handshake shows none.
  const { socket } = transport as { socket?: object }
  const heads = socket && kept.get(socket)
  if (!heads) return undefined
  const { request, answer, openedAt } = heads
  return { request: maskHead(request.split(LINE)), answer: maskHead(answer.split(LINE)), openedAt }
}

/** No browser sends one, and each is answered: whoever reads no answers is cut. */
const tooManyPings = createFloodCounter()
function pinged(this: WebSocket): void {
  if (tooManyPings(this) || this.bufferedAmount > MOST_BYTES) this.terminate()
}

export class HardenedWebSocketServer extends WebSocketServer {
  /** The head of the answer that is being written. */
  #answer: readonly string[] = []

  constructor(options: ServerOptions) {
    super({
      ...options,
      closeTimeout: CLOSE_TIMEOUT_MS,
      maxFragments: MAX_FRAGMENTS,
      maxBufferedChunks: MAX_BUFFERED_CHUNKS,
    } as ServerOptions)
    // The very lines that go out: whoever adds one adds it to this list.
    this.on('headers', (lines) => void (this.#answer = lines))
  }

  override handleUpgrade(
    ...[request, socket, head, done]: Parameters<WebSocketServer['handleUpgrade']>
  ): void {
    endInTurn(socket)
    // The answer and Engine.IO's first packet, which comes within this tick, leave in one piece.
    socket.cork()
    queueMicrotask(() => process.nextTick(() => socket.uncork()))
    super.handleUpgrade(request, socket, head, (client, same) => {
      client.on('ping', pinged)
      kept.set(client, {
        request: linesOfRequest(request).join(LINE),
        answer: this.#answer.join(LINE),
        openedAt: Date.now(),
      })
      done(client, same)
    })
  }
}
