/** A post as the map shows it, from whatever feed. */

/** Characters of a post's id. */
export const MAX_POST_ID = 200
/** Characters of its text. */
export const MAX_POST_TEXT = 280
/** Characters of the name of its author or of its place. */
export const MAX_POST_NAME = 40
/** At most this many posts wait for the presenter. */
export const MAX_WAITING = 30

export interface Post {
  /** Unique among the feed's posts. */
  id: string
  /** Milliseconds since 1970, when it arrived here. */
  at: number
  author: string
  text: string
  /** Where it was written, or the home of its author. */
  place: string
  /** Degrees; east and north are positive. */
  longitude: number
  latitude: number
}

/** The feeds as people know them, by name. */
export const FEED_TITLES: Readonly<Record<string, string | undefined>> = {
  x: 'X',
  bluesky: 'Bluesky',
  mastodon: 'Mastodon',
  redis: 'Redis',
}

/** Why a feed cannot be read: keys of the words in `exhibits.feed`. */
export const FEED_TROUBLES = [
  'silent',
  'notRead',
  'stalled',
  'ended',
  'lost',
  'closed',
  'noName',
  'noNetwork',
  'noRoute',
  'token',
  'login',
  'account',
  'tooMany',
  'unavailable',
  'refused',
  'words',
] as const

export interface FeedTrouble {
  is: (typeof FEED_TROUBLES)[number]
  /** Seconds, or the status of the answer; 0 where neither is told. */
  n: number
}

/**
 * `fallback`: the recording replaces a feed that failed or that the presenter switched off; `off`: the presenter has
 * blanked the posts.
 */
export const FEED_STATES = ['live', 'connecting', 'fallback', 'off'] as const

export interface FeedStatus {
  /** The feed that is being read: `recording`, `x`, `bluesky`, `mastodon`, `redis`. */
  name: string
  state: (typeof FEED_STATES)[number]
  /** What is wrong; null when nothing is. */
  trouble: FeedTrouble | null
}

/** First the latest posts, then those of each tick. */
export interface PostsNews {
  posts: Post[]
  /** Posts a second, over the last ten seconds. */
  rate: number
  feed: FeedStatus
  /** When the number changes, the browser removes all earlier posts. */
  turn: number
}

/** For the presenter only: the posts that wait for review. */
export interface ReviewNews {
  /** The oldest first; always the complete list. */
  waiting: Post[]
  /** Posts that were dropped because {@link MAX_WAITING} were waiting. */
  missed: number
}
