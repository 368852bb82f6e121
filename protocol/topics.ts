/** What live elements watch: news that is merged on the server and costs nothing while nobody watches. */
import * as v from 'valibot'
import type { CycleNews } from './cycle.ts'
import type { ChatNews } from './features/chat-news.ts'
import type { PostsNews, ReviewNews } from './post.ts'
import type { CountNews, RoomNews } from './room.ts'
import type { SandboxesNews } from './sandbox.ts'
import type { TypingNews } from './typing.ts'

/** For each topic, what the server sends: first all that a newcomer needs, then what changed. */
export interface Topics {
  chat: ChatNews
  typing: TypingNews
  posts: PostsNews
  review: ReviewNews
  room: RoomNews
  count: CountNews
  cycle: CycleNews
  sandboxes: SandboxesNews
}
export type TopicName = keyof Topics

const NAMES = [
  'chat',
  'typing',
  'posts',
  'review',
  'room',
  'count',
  'cycle',
  'sandboxes',
] as const satisfies TopicName[]

/** Topics that only a presenter may watch; all others are everybody's. */
export const PRESENTERS_TOPICS: readonly TopicName[] = ['review']

/** `since` is the newest thing that the browser already has of the topic, 0 for nothing. */
export const watchSchema = v.strictObject({
  topic: v.picklist(NAMES),
  on: v.boolean(),
  since: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
})
