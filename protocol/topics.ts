/** What live elements watch: news that is merged on the server and costs nothing while nobody watches. */
import * as v from 'valibot'
import type { ChatNews } from './features/chat-news.ts'
import type { PostsNews } from './post.ts'
import { ROLES, type Role } from './role.ts'
import { SIGNAL_NAMES, signals, type SignalNews, type WatchedSignal } from './signals.ts'

/** For each topic, what the server sends: first all that a newcomer needs, then what changed. */
export type Topics = { chat: ChatNews; posts: PostsNews } & { [N in WatchedSignal]: SignalNews<N> }
export type TopicName = keyof Topics

const WATCHED = SIGNAL_NAMES.filter((name): name is WatchedSignal => signals[name].watched)
const NAMES: TopicName[] = ['chat', 'posts', ...WATCHED]

export function watchersOf(topic: TopicName): readonly Role[] {
  return topic === 'chat' || topic === 'posts' ? ROLES : signals[topic].to
}

/** Whether the next news says all that this one says. */
export function canWait(topic: TopicName): boolean {
  return topic !== 'chat' && topic !== 'posts' && signals[topic].canWait
}

/** `since` is the newest thing that the browser already has of the topic, 0 for nothing. */
export const watchSchema = v.strictObject({
  topic: v.picklist(NAMES),
  on: v.boolean(),
  since: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
})
