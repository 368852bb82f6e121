/**
 * The `ws` server with limits on fragments (with the default, a few sockets could hold hundreds of megabytes), and with
 * the handshake of each socket, which only its own browser may see.
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
/** Milliseconds that a browser has to confirm a close. The default gives half a minute to one that does not. */
const CLOSE_TIMEOUT_MS = 500
/** Chunks of data that wait to be read on one socket. */
const MAX_BUFFERED_CHUNKS = 4096

interface Handshake {
  request: Head
  answer: Head
  /** Milliseconds since 1970. */
  openedAt: number
}

/** The heads as they were received, each as one text, since thousands are kept and few are ever shown. */
interface KeptHeads {
  request: string
  answer: string
  openedAt: number
}

/** Kept only with the socket, so it is released with it. */
const kept = new WeakMap<object, KeptHeads>()
const LINE = '\r\n'

/** The handshake of this connection's WebSocket; undefined if it has none. */
export function handshakeOf({ transport }: Connection): Handshake | undefined {
  // Not public API of engine.io 6.6.12. Without it, the demo of the handshake shows none.
  const { socket } = transport as { socket?: object }
  const heads = socket && kept.get(socket)
  if (!heads) return undefined
  const { request, answer, openedAt } = heads
  return { request: maskHead(request.split(LINE)), answer: maskHead(answer.split(LINE)), openedAt }
}

/** No browser of ours sends pings, and each is answered. A browser that reads no answers is cut. */
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
    // The lines that are sent: a listener that adds a header adds it to this list.
    this.on('headers', (lines) => void (this.#answer = lines))
  }

  override handleUpgrade(
    ...[request, socket, head, done]: Parameters<WebSocketServer['handleUpgrade']>
  ): void {
    endInTurn(socket)
    // The answer and Engine.IO's first packet, which follows within this tick, are sent in one piece.
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
