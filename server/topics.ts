/** The topics of one talk: each has a source that runs only while somebody watches. */
import type { TopicName, Topics } from '../protocol/topics.ts'
import type { Undo } from './log/log.ts'

/** Where the news of a topic comes from. */
export interface TopicSource<N extends TopicName> {
  /** What a browser needs that begins to watch and already has everything up to `since`. */
  opening(since: number): Topics[N]
  /** Called when the first browser begins to watch; the undo when the last has gone. */
  start(tell: (news: Topics[N]) => void): Undo
}
/** A topic without a source is watched in vain. */
export type TopicSources = { [N in TopicName]?: TopicSource<N> }

/** What the hub needs of a socket. */
interface Watcher {
  join(channel: string): unknown
  leave(channel: string): unknown
  emit<N extends TopicName>(event: 'topic', name: N, news: Topics[N]): unknown
}

export interface TopicHub {
  watch(socket: Watcher, topic: TopicName, since: number): void
  unwatch(socket: Watcher, topic: TopicName): void
  /** The socket is gone. */
  forget(socket: Watcher): void
  /** The topics whose source runs now. */
  watched(): TopicName[]
  close(): void
}

/** `send` reaches all sockets in a channel, with one encoding; `channel` names that of a topic. */
export function createTopicHub(
  sources: TopicSources,
  channel: (topic: TopicName) => string,
  send: <N extends TopicName>(channel: string, topic: N, news: Topics[N]) => void,
): TopicHub {
  const watchers = new Map<TopicName, Set<Watcher>>()
  const running = new Map<TopicName, Undo>()

  function start<N extends TopicName>(topic: N, source: TopicSource<N>): void {
    running.set(
      topic,
      source.start((news) => send(channel(topic), topic, news)),
    )
  }

  function unwatch(socket: Watcher, topic: TopicName): void {
    const all = watchers.get(topic)
    if (!all?.delete(socket)) return
    socket.leave(channel(topic))
    if (all.size > 0) return
    running.get(topic)?.()
    running.delete(topic)
  }

  return {
    watch(socket, topic, since) {
      const source = sources[topic]
      if (!source) return
      const all = watchers.get(topic) ?? new Set()
      watchers.set(topic, all.add(socket))
      if (!running.has(topic)) start(topic, source as TopicSource<TopicName>)
      // First what was missed, then the channel, in one turn: nothing falls between.
      socket.emit('topic', topic, source.opening(since))
      socket.join(channel(topic))
    },
    unwatch,
    forget(socket) {
      for (const topic of watchers.keys()) unwatch(socket, topic)
    },
    watched: () => [...running.keys()],
    close() {
      for (const stop of running.values()) stop()
      running.clear()
      watchers.clear()
    },
  }
}
