/** Cuts every browser that was paired with a key that has been renewed; it comes back as what it is now. */
import type { Server, Socket } from 'socket.io'
import type { Keys } from './keys.ts'
import type { Undo } from './log/log.ts'

/** The part of a socket's data that says whether it was let in as a paired browser. */
interface Paired {
  who: { paired: boolean }
}
type None = Record<string, never>

/** A browser that is cut asks again at once, and is refused as `unauthorized` where its role needs a pairing. */
export function endPairings<News extends object>(
  io: Server<None, News, None, Paired>,
  keys: Pick<Keys, 'device' | 'onRenewed'>,
): Undo {
  // A renewal may fall between the handshake and the moment at which the socket is listed.
  const check = (socket: Socket<None, News, None, Paired>): void => {
    if (socket.data.who.paired && keys.device(socket.handshake.headers.cookie) === null)
      socket.disconnect(true)
  }
  io.on('connection', check)
  const undo = keys.onRenewed(() => {
    for (const socket of io.of('/').sockets.values()) if (socket.data.who.paired) socket.disconnect(true)
  })
  return () => {
    io.off('connection', check)
    undo()
  }
}
