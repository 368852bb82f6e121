/** A Redis channel on which another program publishes posts, one JSON object per message. */
import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import * as v from 'valibot'
import type { Post } from '../../protocol/post.ts'
import type { Feed } from './feed.ts'
import { parseJson } from './lines.ts'
import { cityIn } from './places.ts'
import { FeedError, readingFeed, REFUSED_PAUSE_MS } from './reading.ts'

/** A channel may be quiet for long, so a ping checks whether the connection works. */
const PING_MS = 10_000
const STALL_MS = 30_000

export interface RedisOptions {
  /** `redis://` or `rediss://`, with its password if it needs one. */
  url: string
  channel: string
}

const number = v.pipe(v.number(), v.finite())
const postSchema = v.object({
  text: v.string(),
  author: v.optional(v.string(), ''),
  /** Given by the publisher, so that a post that is published twice is shown once. */
  id: v.optional(v.pipe(v.string(), v.nonEmpty(), v.maxLength(100))),
  place: v.optional(v.string(), ''),
  longitude: v.optional(v.pipe(number, v.minValue(-180), v.maxValue(180))),
  latitude: v.optional(v.pipe(number, v.minValue(-90), v.maxValue(90))),
})

export function redisFeed({ url, channel }: RedisOptions): Feed {
  let count = 0
  // Another server that takes over counts from the start, so its ids need another prefix.
  const run = randomBytes(4).toString('hex')

  function toPosts(message: string): Post[] {
    const parsed = v.safeParse(postSchema, parseJson(message))
    if (!parsed.success) return []
    const { text, author, id, place, longitude, latitude } = parsed.output
    const exact =
      longitude !== undefined && latitude !== undefined ? { place, longitude, latitude } : undefined
    const where = exact ?? cityIn(place) ?? cityIn(text)
    if (!where) return []
    return [{ id: id ?? `redis-${run}-${(count += 1)}`, at: Date.now(), author, text, ...where }]
  }

  return readingFeed({
    name: 'redis',
    stallMs: STALL_MS,
    async read({ signal, live, heard, posts }) {
      const redis = new Redis(url, { lazyConnect: true, retryStrategy: null, enableOfflineQueue: false })
      let problem: Error | undefined
      redis.on('error', (error) => (problem = error))
      const ended = new Promise<void>((resolve) => redis.once('end', resolve))
      const stop = (): void => redis.disconnect()
      signal.addEventListener('abort', stop)
      const pings = setInterval(() => void redis.ping().then(heard, () => {}), PING_MS)
      try {
        await redis.connect()
        redis.on('message', (_, message) => {
          heard()
          posts(toPosts(message))
        })
        await redis.subscribe(channel)
        live()
        await ended
        if (signal.aborted) throw new Error('stopped')
      } catch (error) {
        const words = String(problem ?? error)
        if (/WRONGPASS|NOAUTH|NOPERM|ERR AUTH|invalid.*password/i.test(words))
          throw new FeedError('login', 0, REFUSED_PAUSE_MS)
        throw problem ?? error
      } finally {
        clearInterval(pings)
        signal.removeEventListener('abort', stop)
        redis.disconnect()
      }
    },
  })
}
