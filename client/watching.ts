/** The topics that this page watches, begun again with every new connection. */
import type { Socket } from 'socket.io-client'
import type { TopicName, Topics } from '../protocol/topics.ts'
import type { Calls, News } from '../protocol/wire.ts'

interface Watching {
  listener: (news: Topics[TopicName]) => void
  since: (() => number) | undefined
}

/**
 * Calls back with each news of a topic while it is watched, across reconnects. `since` tells how much of
 * it is here already. The server does no work for a topic that nobody watches. Returns its undo.
 */
export type Watch = <N extends TopicName>(
  topic: N,
  listener: (news: Topics[N]) => void,
  since?: () => number,
) => () => void

export function watchTopics(socket: Socket<News, Calls>): Watch {
  const watched = new Map<TopicName, Set<Watching>>()
  const begin = (topic: TopicName, { since }: Watching): void => {
    socket.emit('watch', { topic, on: true, since: since?.() ?? 0 })
  }
  socket.on('topic', (topic, news) => {
    for (const { listener } of watched.get(topic) ?? []) listener(news)
  })
  socket.on('connect', () => {
    for (const [topic, all] of watched) for (const each of all) begin(topic, each)
  })

  return (topic, listener, since) => {
    const each: Watching = { listener: listener as Watching['listener'], since }
    const all = watched.get(topic) ?? new Set()
    watched.set(topic, all.add(each))
    if (socket.connected) begin(topic, each)
    return () => {
      all.delete(each)
      if (all.size === 0 && socket.connected) socket.emit('watch', { topic, on: false })
    }
  }
}
