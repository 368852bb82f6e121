/** What a replay plays: the changes of the audience's views, in order, with their times. */
import type { FeatureName } from '../features/index.ts'
import type { PostsNews } from '../post.ts'
import type { BurstNews } from '../reactions.ts'

/** The name of the records that are reactions. */
export const BURSTS = 'bursts'

/** The name of the records that are posts on the map. */
export const STREAM = 'stream'

/** What the map showed anew. */
export type StreamNews = Omit<PostsNews, 'turn'>

/** A `whole` view replaces the one before. */
export type Change =
  | [ms: number, channel: FeatureName, change: unknown, whole?: 1]
  | [ms: number, channel: typeof BURSTS, counts: BurstNews]
  | [ms: number, channel: typeof STREAM, news: StreamNews]

export interface Mark {
  /** In ms from the start. */
  ms: number
  /** The slide's title. */
  title: string
}

export interface Recording {
  /** When the replay starts, in ms since 1970. */
  startedAt: number
  lengthMs: number
  /** Where a slide begins. */
  marks: Mark[]
  changes: Change[]
}
