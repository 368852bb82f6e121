/** The posts of the stream demo: one hub for all talks of a server, which reads its feed while somebody watches. */
import type { Logger } from 'pino'
import { troubleWords } from '../../protocol/feed-words.ts'
import { MAX_POST_NAME, MAX_POST_ID, MAX_POST_TEXT, type FeedStatus, type Post } from '../../protocol/post.ts'
import { cleanText } from '../../protocol/text.ts'
import { ENGLISH } from '../../protocol/words/speech.ts'
import type { Feed } from './feed.ts'
import { hasWord } from './words.ts'
import type { Undo } from '../log/log.ts'

/** Posts that a newcomer gets. */
export const LATEST = 50
/**
 * The feed is read this much longer than somebody watches, so that a short look at another slide does not reconnect
 * it.
 */
const LINGER_MS = 30_000
const RATE_MS = 10_000

export interface Posts {
  /** Newest last. */
  readonly latest: readonly Post[]
  readonly status: FeedStatus
  /** Posts per second, over the last ten seconds. */
  rate(): number
  /** Receives posts as long as somebody else has the feed read. Returns its undo. */
  onPosts(listener: (posts: Post[]) => void): Undo
  /** Has the feed read until some time after the undo is called. */
  read(): Undo
  close(): void
}

export interface PostsOptions {
  feed: Feed
  /** Posts that contain one of these words are left out. */
  hide?: string[]
  now?: () => number
  /** Logs a feed's errors, never a post. */
  logger?: Logger
}

export function createPosts({ feed, hide = [], now = Date.now, logger }: PostsOptions): Posts {
  const isHidden = hasWord(hide)
  const listeners = new Set<(posts: Post[]) => void>()
  const readers = new Set<object>()
  let latest: Post[] = []
  let status: FeedStatus = { name: feed.name, state: 'connecting', trouble: null }
  /** The number of posts per time, for the period of the rate. */
  let arrivals: { at: number; count: number }[] = []
  let stop: Undo | undefined
  let lingering: NodeJS.Timeout | undefined

  function heard(given: FeedStatus): void {
    const { name, state } = given
    const line = lineOf(given)
    if (line !== '' && line !== lineOf(status)) logger?.warn({ feed: name, state }, line)
    status = given
  }

  function take(given: Post[]): void {
    const known = new Set(latest.map(({ id }) => id))
    const posts = given.map(cleanPost).filter((post) => isShown(post) && !known.has(post.id))
    if (posts.length === 0) return
    latest = [...latest, ...posts].slice(-LATEST)
    arrivals = [...recent(), { at: now(), count: posts.length }]
    for (const listener of listeners) listener(posts)
  }

  function recent(): typeof arrivals {
    return arrivals.filter(({ at }) => at > now() - RATE_MS)
  }

  function isShown({ author, text, place, longitude, latitude }: Post): boolean {
    if (text === '' || !(Math.abs(longitude) <= 180) || !(Math.abs(latitude) <= 90)) return false
    return !isHidden([text, author, place].join('\n'))
  }

  function end(): void {
    clearTimeout(lingering)
    lingering = undefined
    stop?.()
    stop = undefined
  }

  return {
    get latest() {
      return latest
    },
    get status() {
      return status
    },
    rate() {
      return recent().reduce((sum, { count }) => sum + count, 0) / (RATE_MS / 1000)
    },
    onPosts(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    read() {
      const reader = {}
      readers.add(reader)
      clearTimeout(lingering)
      lingering = undefined
      stop ??= feed.start({ posts: take, status: heard })
      return () => {
        if (!readers.delete(reader) || readers.size > 0) return
        lingering = setTimeout(end, LINGER_MS)
        // Must not delay the exit of the process.
        lingering.unref()
      }
    },
    close() {
      listeners.clear()
      readers.clear()
      end()
    },
  }
}

/** For the log. */
function lineOf({ name, trouble }: FeedStatus): string {
  return trouble ? troubleWords(name, trouble, ENGLISH) : ''
}

/** Limits the length and removes invisible characters. A second run changes nothing. */
export function cleanPost({ id, at, author, text, place, longitude, latitude }: Post): Post {
  return {
    id: id.slice(0, MAX_POST_ID),
    at,
    author: cleanText(author, MAX_POST_NAME),
    text: cleanText(text, MAX_POST_TEXT),
    place: cleanText(place, MAX_POST_NAME),
    longitude: Math.round(longitude * 100) / 100,
    latitude: Math.round(latitude * 100) / 100,
  }
}
