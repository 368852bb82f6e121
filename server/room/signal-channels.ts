/** The signals that browsers subscribe to: each has a source, which runs while somebody is subscribed. */
import { signals, type SignalName, type SignalNews, type SourcedSignal } from '../../protocol/signals.ts'
import { signalPacket, type Receiver, type SendQueues } from './send-queues.ts'
import type { Undo } from '../log/log.ts'

/** The source of a signal's news. */
export interface SignalSource<N extends SignalName> {
  /** What a new subscriber needs. */
  opening(): SignalNews<N>
  /** Called for the first subscriber; the returned function is called after the last has left. */
  start(tell: (news: SignalNews<N>) => void): Undo
}
/** The compiler reports here a signal without a source. */
export type SignalSources = { [N in SourcedSignal]: SignalSource<N> }

export interface SignalChannels {
  subscribe(receiver: Receiver, name: SourcedSignal): void
  unsubscribe(receiver: Receiver, name: SourcedSignal): void
  /** Sends the newest news to a browser that is still subscribed. */
  open(receiver: Receiver, name: SourcedSignal): void
  /** The browser has disconnected. */
  forget(receiver: Receiver): void
  /** The signals whose source runs now. */
  subscribed(): SourcedSignal[]
  close(): void
}

/** Under `pressure` the process is overloaded: news is dropped if the next news contains everything. */
export function createSignalChannels(
  sources: SignalSources,
  queues: Pick<SendQueues, 'sendInSlices' | 'open' | 'counts'>,
  pressure: () => boolean,
): SignalChannels {
  const subscribers = new Map<SourcedSignal, Set<Receiver>>()
  const running = new Map<SourcedSignal, Undo>()

  function start<N extends SourcedSignal>(name: N, source: SignalSource<N>, to: ReadonlySet<Receiver>): void {
    const undo = source.start((news) => {
      if (signals[name].canWait && pressure()) queues.counts.dropped += to.size
      else queues.sendInSlices(to, signalPacket(name, news), { channel: name })
    })
    running.set(name, undo)
  }

  function unsubscribe(receiver: Receiver, name: SourcedSignal): void {
    const all = subscribers.get(name)
    if (!all?.delete(receiver) || all.size > 0) return
    running.get(name)?.()
    running.delete(name)
  }

  function open(receiver: Receiver, name: SourcedSignal): void {
    queues.open(receiver, { channel: name }, () => signalPacket(name, sources[name].opening()))
  }

  return {
    subscribe(receiver, name) {
      const all = subscribers.get(name) ?? new Set()
      subscribers.set(name, all)
      if (!running.has(name)) start(name, sources[name] as SignalSource<SourcedSignal>, all)
      // First the opening, then the subscription, in the same turn, so that nothing is lost in between.
      open(receiver, name)
      all.add(receiver)
    },
    unsubscribe,
    open(receiver, name) {
      if (subscribers.get(name)?.has(receiver)) open(receiver, name)
    },
    forget(receiver) {
      for (const name of subscribers.keys()) unsubscribe(receiver, name)
    },
    subscribed: () => [...running.keys()],
    close() {
      for (const stop of running.values()) stop()
      running.clear()
      subscribers.clear()
    },
  }
}
