/** The state of this page's link to the talk. */
import type { RefusalCode } from '../../protocol/refusal.ts'
import type { Role } from '../../protocol/role.ts'
import { createReconnect, type Transport } from './reconnect.ts'
import type { Subscriptions, TalkSocket } from './subscriptions.ts'

/** `live` only after the position has come with a connection; `refused` is final until the page does something. */
export type Link = 'connecting' | 'live' | 'reconnecting' | 'refused'

export interface LinkState {
  readonly link: Link
  /** Why the server refused the handshake, once `link` is `refused`. */
  readonly refused: RefusalCode | undefined
  /** Calls at once and after each change. Returns its undo. */
  onLink(listener: (link: Link) => void): () => void
  /** Whether the link is live within this time. */
  isLive(withinMs: number): Promise<boolean>
  /** The position has come. */
  arrived(): void
  /** Connects anew, by long-polling alone or by the best that the network lets through. */
  useTransport(transport: Transport): void
  /** Connects anew at once, whatever the backoff says. */
  reconnect(): void
  close(): void
}

export function createLink(
  socket: TalkSocket,
  role: Role,
  subscriptions: Pick<Subscriptions, 'listen'>,
): LinkState {
  const reconnecting = createReconnect(socket, role, subscriptions)
  const listeners = new Set<(link: Link) => void>()
  let link: Link = 'connecting'
  let refused: RefusalCode | undefined

  function become(next: Link): void {
    if (link === next) return
    link = next
    tell()
  }

  function tell(): void {
    for (const listener of listeners) listener(link)
  }

  function reconnect(): void {
    refused = undefined
    become('reconnecting')
    reconnecting.now()
  }

  socket.on('disconnect', () => {
    if (link !== 'refused') become('reconnecting')
  })
  socket.on('connect_error', (error) => {
    if (socket.active) return become(link === 'connecting' ? 'connecting' : 'reconnecting')
    refused = error.message as RefusalCode
    become('refused')
  })
  // The connection started with long-polling and is now a WebSocket.
  socket.io.on('open', () => socket.io.engine.on('upgrade', () => link === 'live' && tell()))

  reconnecting.now()

  return {
    get link() {
      return link
    },
    get refused() {
      return refused
    },
    onLink(listener) {
      listeners.add(listener)
      listener(link)
      return () => listeners.delete(listener)
    },
    async isLive(withinMs) {
      if (link === 'live') return true
      return new Promise((resolve) => {
        const done = (is: boolean): void => {
          clearTimeout(timer)
          listeners.delete(listener)
          resolve(is)
        }
        const listener = (next: Link): void => {
          if (next === 'live' || next === 'refused') done(next === 'live')
        }
        const timer = setTimeout(done, withinMs, false)
        listeners.add(listener)
      })
    },
    arrived() {
      if (link === 'live') return
      reconnecting.live()
      become('live')
    },
    useTransport(transport) {
      reconnecting.use(transport)
      reconnect()
    },
    reconnect,
    close() {
      reconnecting.stop()
      socket.disconnect()
    },
  }
}
