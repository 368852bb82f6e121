/** The posts of the stream demo: one hub for the server that reads the feed, and each talk's topic of it. */
import type { Logger } from 'pino'
import type { FeedStatus, Post, PostsNews } from '../protocol/post.ts'
import { cleanText } from '../protocol/text.ts'
import type { Feed } from './feeds/feed.ts'
import { hasWord } from './feeds/words.ts'
import type { Undo } from './log/log.ts'
import type { Talk } from './talk.ts'
import type { TopicSource } from './topics.ts'

/** Posts that a newcomer gets. */
const KEPT = 50
/** The feed is read so much longer than somebody watches, so that a look at the next slide does not reconnect. */
const LINGER_MS = 30_000
const RATE_MS = 10_000
const MAX_TEXT = 280
const MAX_NAME = 40

const SMALL_ROOM_MS = 250
const BIG_ROOM_MS = 500
/** Browsers from which on a room is big. */
const BIG_ROOM = 1000
const MAX_A_TICK = 40
/** What one follower gets of posts in a second, at most; with the frames around them it stays below 8 KB. */
const BYTES_A_SECOND = 7000

export interface Posts {
  /** Newest last. */
  readonly latest: readonly Post[]
  readonly status: FeedStatus
  /** Posts a second, over the last ten seconds. */
  rate(): number
  /** Reads the feed while somebody listens, and a little longer. Returns its undo. */
  listen(listener: (posts: Post[]) => void): Undo
  close(): void
}

export interface PostsOptions {
  feed: Feed
  /** Posts with one of these words are left out. */
  hide?: string[]
  now?: () => number
  /** Hears of a feed's trouble, and never of a post. */
  logger?: Logger
}

export function createPosts({ feed, hide = [], now = Date.now, logger }: PostsOptions): Posts {
  const isHidden = hasWord(hide)
  const listeners = new Set<(posts: Post[]) => void>()
  let latest: Post[] = []
  let status: FeedStatus = { name: feed.name, state: 'connecting', trouble: '' }
  /** When how many came, of the time that the rate looks back. */
  let arrivals: { at: number; count: number }[] = []
  let stop: Undo | undefined
  let lingering: NodeJS.Timeout | undefined

  function heard(given: FeedStatus): void {
    const { name, state, trouble } = given
    if (trouble !== '' && trouble !== status.trouble) logger?.warn({ feed: name, state }, trouble)
    status = given
  }

  function take(given: Post[]): void {
    const known = new Set(latest.map(({ id }) => id))
    const posts = given.map(clean).filter((post) => isShown(post) && !known.has(post.id))
    if (posts.length === 0) return
    latest = [...latest, ...posts].slice(-KEPT)
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
    listen(listener) {
      listeners.add(listener)
      clearTimeout(lingering)
      lingering = undefined
      stop ??= feed.start({ posts: take, status: heard })
      return () => {
        if (!listeners.delete(listener) || listeners.size > 0) return
        lingering = setTimeout(end, LINGER_MS)
        // A server that is told to stop need not wait for it.
        lingering.unref()
      }
    },
    close() {
      listeners.clear()
      end()
    },
  }
}

/** The topic of one talk, whose presenter may blank it. */
export function postsTopic(posts: Posts, talk: Talk, browsers: () => number): TopicSource<'posts'> {
  function news(some: readonly Post[]): PostsNews {
    if (!talk.state.posts.blanked) return { posts: [...some], rate: posts.rate(), feed: posts.status }
    return { posts: [], rate: 0, feed: { name: posts.status.name, state: 'off', trouble: '' } }
  }

  return {
    opening: () => news(posts.latest),
    start(tell) {
      let waiting: Post[] = []
      let due: NodeJS.Timeout | undefined
      const undo = posts.listen((some) => (waiting = [...waiting, ...some].slice(-MAX_A_TICK)))

      const rest = ({ rate, feed }: PostsNews): string => JSON.stringify([rate, feed])
      let told = rest(news([]))

      function tick(): void {
        const wait = browsers() < BIG_ROOM ? SMALL_ROOM_MS : BIG_ROOM_MS
        due = setTimeout(tick, wait)
        const next = news(fitting(waiting, (BYTES_A_SECOND * wait) / 1000))
        waiting = []
        if (next.posts.length === 0 && rest(next) === told) return
        told = rest(next)
        tell(next)
      }
      due = setTimeout(tick, SMALL_ROOM_MS)
      return () => {
        clearTimeout(due)
        undo()
      }
    },
  }
}

/** The newest posts that fit; the others count in the rate only. */
function fitting(posts: Post[], bytes: number): Post[] {
  let left = bytes
  let from = posts.length
  while (from > 0 && (left -= Buffer.byteLength(JSON.stringify(posts[from - 1])) + 1) >= 0) from -= 1
  return posts.slice(from)
}

function clean({ id, at, author, text, place, longitude, latitude }: Post): Post {
  return {
    id,
    at,
    author: cleanText(author, MAX_NAME),
    text: cleanText(text, MAX_TEXT),
    place: cleanText(place, MAX_NAME),
    longitude: Math.round(longitude * 100) / 100,
    latitude: Math.round(latitude * 100) / 100,
  }
}
