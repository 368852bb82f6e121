/** A post as the stream demo shows it, whatever feed it came from. */

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
  /** `fallback`: the recording stands in for a feed that failed; `off`: the presenter has blanked it. */
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
}
