/** A post as the stream demo shows it, whatever feed it came from. */

/** Characters of a post's id. */
export const MAX_POST_ID = 200
/** Posts that wait for the presenter, at most. */
export const MAX_WAITING = 30

export interface Post {
  /** Unique among the feed's posts. */
  id: string
  /** Milliseconds since 1970, when it arrived here. */
  at: number
  author: string
  text: string
  /** Where it was written, or what its author calls home. */
  place: string
  /** Degrees; east and north are positive. */
  longitude: number
  latitude: number
}

export interface FeedStatus {
  /** The feed that is being read: `recording`, `x`, `bluesky`, `mastodon`, `redis`. */
  name: string
  /** `fallback`: the recording stands in for a feed that failed, or that the presenter replaced; `off`: blanked. */
  state: 'live' | 'connecting' | 'fallback' | 'off'
  /** One line for the speaker about what is wrong; empty when nothing is. */
  trouble: string
}

/** First the latest posts, then those of each tick. */
export interface PostsNews {
  posts: Post[]
  /** Posts a second, over the last ten seconds. */
  rate: number
  feed: FeedStatus
  /** Another number than before: forget the posts from before. */
  turn: number
}

/** For the presenter alone: what waits to be looked at. */
export interface ReviewNews {
  /** The oldest first; all of them each time. */
  waiting: Post[]
  /** Posts that came while {@link MAX_WAITING} waited, and are gone. */
  missed: number
}
