/** The link of this page to the talk: its state, and the checks that it still works. */
import type { Socket } from 'socket.io-client'
import type { RefusalCode } from '../../protocol/refusal.ts'
import type { Role } from '../../protocol/role.ts'
import type { Calls, News } from '../../protocol/wire.ts'
import { redial, type Transport } from './redial.ts'
import type { Subscriptions } from './subscriptions.ts'
import { onWake } from './wake.ts'

/** `live` only after the position has come with a connection; `refused` is final until the page does something. */
export type Link = 'connecting' | 'live' | 'reconnecting' | 'refused'

/** An answer that takes longer does not count. */
export const ANSWER_WITHIN_MS = 2000

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
  /** Round trip in ms and the server's clock minus ours in ms; null when nothing came back in 2 s. */
  probe(): Promise<{ roundTripMs: number; offsetMs: number } | null>
  /** The server's clock minus ours in ms, once known. */
  readonly clockOffsetMs: number | undefined
  /** Connects anew, by long-polling alone or by the best that the network lets through. */
  useTransport(transport: Transport): void
  /** Connects anew at once, whatever the backoff says. */
  reconnect(): void
  close(): void
}

export function createLink(
  socket: Socket<News, Calls>,
  role: Role,
  subscriptions: Pick<Subscriptions, 'listen'>,
): LinkState {
  const line = redial(socket, role, subscriptions)
  const listeners = new Set<(link: Link) => void>()
  let link: Link = 'connecting'
  let refused: RefusalCode | undefined
  let clockOffsetMs: number | undefined

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
    line.now()
  }

  socket.on('disconnect', () => {
    if (link !== 'refused') become('reconnecting')
  })
  socket.on('connect_error', (error) => {
    if (socket.active) return become(link === 'connecting' ? 'connecting' : 'reconnecting')
    refused = error.message as RefusalCode
    become('refused')
  })
  // Begun by long-polling, the connection has become a WebSocket.
  socket.io.on('open', () => socket.io.engine.on('upgrade', () => link === 'live' && tell()))

  async function probe(): ReturnType<LinkState['probe']> {
    if (!socket.connected) return null
    const sentAt = performance.now()
    const before = Date.now()
    try {
      const serverNow = await socket.timeout(ANSWER_WITHIN_MS).emitWithAck('probe', null)
      // Asked too often, the server refuses to say its time.
      if (typeof serverNow !== 'number') return null
      const roundTripMs = performance.now() - sentAt
      clockOffsetMs = serverNow - (before + roundTripMs / 2)
      return { roundTripMs, offsetMs: clockOffsetMs }
    } catch {
      return null
    }
  }

  /** A phone that wakes may hold a socket that looks open and is dead: ask, and do not believe silence. */
  async function check(): Promise<void> {
    if (!refused && !(await probe()) && !refused) reconnect()
  }
  const stopWaking = onWake(() => void check(), reconnect)

  line.now()

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
      line.live()
      become('live')
      void probe()
    },
    probe,
    get clockOffsetMs() {
      return clockOffsetMs
    },
    useTransport(transport) {
      line.use(transport)
      reconnect()
    },
    reconnect,
    close() {
      line.stop()
      stopWaking()
      socket.disconnect()
    },
  }
}
