/** The `ws` server with its limits on fragments: the default lets a few sockets hold hundreds of megabytes. */
import { WebSocketServer, type ServerOptions } from 'ws'

/** No browser sends a message of ours in more than one frame. */
const MAX_FRAGMENTS = 16
/** Pieces of data that wait to be read on one socket. */
const MAX_BUFFERED_CHUNKS = 4096

export class HardenedWebSocketServer extends WebSocketServer {
  constructor(options: ServerOptions) {
    super({
      ...options,
      maxFragments: MAX_FRAGMENTS,
      maxBufferedChunks: MAX_BUFFERED_CHUNKS,
    } as ServerOptions)
  }
}
