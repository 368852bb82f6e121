/** The signals that browsers subscribe to: each has a source, which runs while somebody is subscribed. */
import { signals, type SignalName, type SignalNews, type SourcedSignal } from '../../protocol/signals.ts'
import { signalPacket, type Receiver, type SendQueues } from './send-queues.ts'
import type { Undo } from '../log/log.ts'

/** Where the news of a signal comes from. */
export interface SignalSource<N extends SignalName> {
  /** What a new subscriber needs. */
  opening(): SignalNews<N>
  /** Called for the first subscriber; the undo when the last has gone. */
  start(tell: (news: SignalNews<N>) => void): Undo
}
/** The compiler finds here a signal without a source. */
export type SignalSources = { [N in SourcedSignal]: SignalSource<N> }

export interface SignalChannels {
  subscribe(receiver: Receiver, name: SourcedSignal): void
  unsubscribe(receiver: Receiver, name: SourcedSignal): void
  /** Sends a browser that is still subscribed the newest news. */
  open(receiver: Receiver, name: SourcedSignal): void
  /** The browser is gone. */
  forget(receiver: Receiver): void
  /** The signals whose source runs now. */
  subscribed(): SourcedSignal[]
  close(): void
}

/** Under `pressure` the process cannot keep up: news is left out where the next news says it all. */
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
      // First the opening, then the subscription, in one turn: nothing falls between.
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
