/** The port that every feed implements, and the lines that say what is wrong with one. */
import type { FeedStatus, Post } from '../../protocol/post.ts'
import type { Undo } from '../log/log.ts'

export interface FeedListener {
  /** Posts as they come; the hub cleans them. */
  posts(posts: Post[]): void
  /** `connecting` until it runs and whenever it does not; `trouble` is one line without tokens and authors. */
  status(status: FeedStatus): void
}

/** Reads posts from somewhere. Only those with a known place: the others have none on the map. */
export interface Feed {
  readonly name: string
  /** Begins to read, and goes on until the undo is called, whatever happens. Never throws. */
  start(listener: FeedListener): Undo
}
