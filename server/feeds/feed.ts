/** The interface that every feed implements, and the messages about its errors. */
import type { FeedStatus, Post } from '../../protocol/post.ts'
import type { Undo } from '../log/log.ts'

export interface FeedListener {
  /** Posts as they arrive; the hub sanitises them. */
  posts(posts: Post[]): void
  /** `connecting` while it is not connected. */
  status(status: FeedStatus): void
}

/** Reads posts from a source, only those with a known place, because the map needs one. */
export interface Feed {
  readonly name: string
  /** Starts to read, and continues until the undo is called, whatever happens. Never throws. */
  start(listener: FeedListener): Undo
}
