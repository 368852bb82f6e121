/** The topics of one talk: each has a source that runs only while somebody watches. */
import type { TopicName, Topics } from '../../protocol/topics.ts'
import { packetOf, type Line, type Lines } from './send-queues.ts'
import type { Undo } from '../log/log.ts'

/** Where the news of a topic comes from. */
export interface TopicSource<N extends TopicName> {
  /** What a browser needs that begins to watch and already has everything up to `since`. */
  opening(since: number): Topics[N]
  /**
   * Called when the first browser begins to watch; the undo when the last has gone. `known` is the `since` of
   * those who had all the news before this; 0 where the topic knows no numbers.
   */
  start(tell: (news: Topics[N], known?: number) => void): Undo
}
/** The compiler finds here a topic without a source. */
export type TopicSources = { [N in TopicName]: TopicSource<N> }

export interface TopicHub {
  /** Also for whoever watches already and has missed something. */
  watch(line: Line, topic: TopicName, since: number): void
  unwatch(line: Line, topic: TopicName): void
  /** Tells a browser that still watches what it has missed. */
  reopen(line: Line, topic: TopicName, since: number): void
  /** The browser is gone. */
  forget(line: Line): void
  /** The topics whose source runs now. */
  watched(): TopicName[]
  close(): void
}

export function createTopicHub(sources: TopicSources, lines: Pick<Lines, 'topic' | 'open'>): TopicHub {
  const watchers = new Map<TopicName, Set<Line>>()
  const running = new Map<TopicName, Undo>()

  function start<N extends TopicName>(topic: N, source: TopicSource<N>, to: ReadonlySet<Line>): void {
    const tell = (news: Topics[N], known = 0): void =>
      lines.topic(to, packetOf('topic', topic, news), topic, known)
    running.set(topic, source.start(tell))
  }

  function unwatch(line: Line, topic: TopicName): void {
    const all = watchers.get(topic)
    if (!all?.delete(line) || all.size > 0) return
    running.get(topic)?.()
    running.delete(topic)
  }

  function open(line: Line, topic: TopicName, since: number): void {
    const source = sources[topic]
    lines.open(line, topic, since, () => packetOf('topic', topic, source.opening(since)))
  }

  return {
    watch(line, topic, since) {
      const all = watchers.get(topic) ?? new Set()
      watchers.set(topic, all)
      if (!running.has(topic)) start(topic, sources[topic] as TopicSource<TopicName>, all)
      // First what was missed, then the watchers, in one turn: nothing falls between.
      open(line, topic, since)
      all.add(line)
    },
    unwatch,
    reopen(line, topic, since) {
      if (watchers.get(topic)?.has(line)) open(line, topic, since)
    },
    forget(line) {
      for (const topic of watchers.keys()) unwatch(line, topic)
    },
    watched: () => [...running.keys()],
    close() {
      for (const stop of running.values()) stop()
      running.clear()
      watchers.clear()
    },
  }
}
