/** The channels that this page is subscribed to, also with every new connection. */
import type { Socket } from 'socket.io-client'
import type { ChannelName } from '../../protocol/channels.ts'
import type { FeatureName } from '../../protocol/features/index.ts'
import type { Handshake } from '../../protocol/handshake.ts'
import { MODERATORS, type Role } from '../../protocol/role.ts'
import type { SignalName, SignalNews } from '../../protocol/signals.ts'
import type { Calls, News } from '../../protocol/wire.ts'
import type { FeatureListener, Store } from './store.ts'

export type TalkSocket = Socket<News, Calls>

export interface Subscriptions {
  /**
   * Calls back with the present view of a feature and with each change. A view that is here from an earlier subscription
   * may contain what moderators have hidden since. Except for them, it waits for the server's answer, `FRESH_WITHIN_MS`
   * at most. Returns its undo.
   */
  subscribe<N extends FeatureName>(channel: N, listener: FeatureListener<N>): () => void
  /** Calls back with what a newcomer needs of a signal, and with each news of it. Returns its undo. */
  listen<N extends SignalName>(channel: N, listener: (news: SignalNews<N>) => void): () => void
  /** For the handshake: the channels that are subscribed to, and up to which entry each one is here. */
  known(): Record<string, number>
  /** This handshake is on its way. Subscriptions that it lacks follow it. */
  sent(handshake: Handshake): void
  /** Entries of this channel are missing: asks for all of it. */
  mend(channel: FeatureName): void
}

/** After this time, an old view is better than none. */
export const FRESH_WITHIN_MS = 1000

/** The server works for a channel only while a browser is subscribed to it. */
export function createSubscriptions(socket: TalkSocket, store: Store, role: Role): Subscriptions {
  const seesHidden = MODERATORS.includes(role)
  const counts = new Map<ChannelName, number>()
  const listeners = new Map<SignalName, Set<(news: never) => void>>()
  /** All that were ever subscribed to: the other channels come without it. */
  const requested = new Set<ChannelName>()
  /** What the handshake on its way subscribes to. */
  let inHandshake = new Set<ChannelName>()

  socket.on('signal', (name, news) => {
    for (const listener of listeners.get(name) ?? []) listener(news as never)
  })

  // What changed while the handshake was on its way.
  socket.on('connect', () => {
    for (const channel of counts.keys()) if (!inHandshake.has(channel)) begin(channel)
    for (const channel of inHandshake)
      if (!counts.has(channel)) socket.emit('subscribe', { channel, on: false })
  })

  function add(channel: ChannelName, by: number): number {
    requested.add(channel)
    const now = (counts.get(channel) ?? 0) + by
    if (now > 0) counts.set(channel, now)
    else counts.delete(channel)
    return now
  }

  function begin(channel: ChannelName): void {
    if (socket.connected) socket.emit('subscribe', { channel, on: true })
  }

  /** Asks only for what has changed since an earlier subscription. */
  async function resume(channel: FeatureName): Promise<void> {
    const { epoch } = store
    const since = store.seq(channel)
    if (since === 0 || !socket.connected) return begin(channel)
    if (!seesHidden) store.hold(channel)
    const subscription = { channel, on: true, epoch, since }
    // What is missing comes before the answer. Without an answer, the old view is shown.
    await Promise.allSettled([socket.timeout(FRESH_WITHIN_MS).emitWithAck('subscribe', subscription)])
    store.release(channel)
  }

  function end(channel: ChannelName): void {
    if (add(channel, -1) === 0 && socket.connected) socket.emit('subscribe', { channel, on: false })
  }

  return {
    subscribe(channel, listener) {
      if (add(channel, 1) === 1) void resume(channel)
      const undo = store.on(channel, listener)
      return () => {
        undo()
        end(channel)
      }
    },
    listen(channel, listener) {
      const all = listeners.get(channel) ?? new Set()
      listeners.set(channel, all.add(listener))
      add(channel, 1)
      // Also for a further listener: the next news may not say all that it needs.
      begin(channel)
      return () => {
        all.delete(listener)
        end(channel)
      }
    },
    known() {
      const known: Record<string, number> = {}
      for (const channel of counts.keys()) known[channel] = 0
      for (const [channel, seq] of Object.entries(store.seqs()) as [ChannelName, number][])
        if (counts.has(channel) || !requested.has(channel)) known[channel] = seq
      return known
    },
    sent({ channels = {} }) {
      const all = Object.keys(channels) as ChannelName[]
      inHandshake = new Set(all.filter((channel) => requested.has(channel)))
    },
    mend: begin,
  }
}
