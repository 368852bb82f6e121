/** The signals that browsers subscribe to: each has a source, which runs while somebody is subscribed. */
import { signals, type SignalName, type SignalNews, type SourcedSignal } from '../../protocol/signals.ts'
import { signalPacket, type Line, type Lines } from './send-queues.ts'
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
  subscribe(line: Line, name: SourcedSignal): void
  unsubscribe(line: Line, name: SourcedSignal): void
  /** Sends a browser that is still subscribed the newest news. */
  open(line: Line, name: SourcedSignal): void
  /** The browser is gone. */
  forget(line: Line): void
  /** The signals whose source runs now. */
  subscribed(): SourcedSignal[]
  close(): void
}

/** Under `pressure` the process cannot keep up: news is left out where the next news says it all. */
export function createSignalChannels(
  sources: SignalSources,
  lines: Pick<Lines, 'sendInSlices' | 'open' | 'counts'>,
  pressure: () => boolean,
): SignalChannels {
  const subscribers = new Map<SourcedSignal, Set<Line>>()
  const running = new Map<SourcedSignal, Undo>()

  function start<N extends SourcedSignal>(name: N, source: SignalSource<N>, to: ReadonlySet<Line>): void {
    const undo = source.start((news) => {
      if (signals[name].canWait && pressure()) lines.counts.dropped += to.size
      else lines.sendInSlices(to, signalPacket(name, news), { channel: name })
    })
    running.set(name, undo)
  }

  function unsubscribe(line: Line, name: SourcedSignal): void {
    const all = subscribers.get(name)
    if (!all?.delete(line) || all.size > 0) return
    running.get(name)?.()
    running.delete(name)
  }

  function open(line: Line, name: SourcedSignal): void {
    lines.open(line, { channel: name }, () => signalPacket(name, sources[name].opening()))
  }

  return {
    subscribe(line, name) {
      const all = subscribers.get(name) ?? new Set()
      subscribers.set(name, all)
      if (!running.has(name)) start(name, sources[name] as SignalSource<SourcedSignal>, all)
      // First the opening, then the subscription, in one turn: nothing falls between.
      open(line, name)
      all.add(line)
    },
    unsubscribe,
    open(line, name) {
      if (subscribers.get(name)?.has(line)) open(line, name)
    },
    forget(line) {
      for (const name of subscribers.keys()) unsubscribe(line, name)
    },
    subscribed: () => [...running.keys()],
    close() {
      for (const stop of running.values()) stop()
      running.clear()
      subscribers.clear()
    },
  }
}
