/** Cuts every browser that was paired with a key that has been renewed; it comes back as what it is now. */
import type { Server, Socket } from 'socket.io'
import type { Keys } from './keys.ts'
import type { Undo } from './log/log.ts'

/** The part of a socket's data that says whether it was let in as a paired browser. */
interface Paired {
  who: { paired: boolean }
}
type Namespace = Server<Record<string, never>, Record<string, never>, Record<string, never>, Paired>
type PairedSocket = Pick<Socket, 'handshake' | 'disconnect'> & { data: Paired }

/** A browser that is cut asks again at once, and is refused as `unauthorized` where its role needs a pairing. */
export function endPairings(io: unknown, keys: Pick<Keys, 'device' | 'onRenewed'>): Undo {
  const { sockets } = io as Namespace
  const check = (socket: PairedSocket): void => {
    if (socket.data.who.paired && keys.device(socket.handshake.headers.cookie) === null)
      socket.disconnect(true)
  }
  // A renewal may fall between the handshake and the moment at which the socket is listed.
  sockets.on('connection', check)
  const undo = keys.onRenewed(() => {
    for (const socket of sockets.sockets.values()) check(socket)
  })
  return () => {
    sockets.off('connection', check)
    undo()
  }
}
