/** What every feed from the network shares: it reads until stopped, waits longer after each failure, and never hammers. */
import type { Post } from '../../protocol/post.ts'
import type { Undo } from '../log/log.ts'
import type { Feed } from './feed.ts'

/** Between attempts: the first pause, doubled each time up to the last. */
const FIRST_PAUSE_MS = 1000
const LAST_PAUSE_MS = 60_000
/** A connection that held this long was a good one: the pauses begin anew. */
const HELD_MS = 30_000
/** A token that was refused is tried again so seldom, in case it was a mistake of theirs. */
export const REFUSED_PAUSE_MS = 5 * 60_000

/** Why a feed cannot be read: one line for the speaker, without tokens; and how long to leave it in peace. */
export class FeedTrouble extends Error {
  readonly pauseMs: number | undefined
  constructor(line: string, pauseMs?: number) {
    super(line)
    this.pauseMs = pauseMs
  }
}

/** What one connection may do. */
interface Reading {
  /** Aborted when the feed is stopped, and when it was silent for too long. */
  signal: AbortSignal
  /** The connection stands. */
  live(): void
  /** Something came, be it a sign of life alone. */
  heard(): void
  posts(posts: Post[]): void
}

export interface ReadOptions {
  name: string
  /** What people call it. */
  title: string
  /** Silence after which the connection counts as dead. */
  stallMs: number
  /** Reads until the connection ends. Rejects with {@link FeedTrouble} where it knows why. */
  read(reading: Reading): Promise<void>
}

/** The feed that connects by `read`, again and again. */
export function readingFeed({ name, title, stallMs, read }: ReadOptions): Feed {
  return {
    name,
    start(listener): Undo {
      const stopped = new AbortController()

      async function once(): Promise<{ trouble: FeedTrouble; held: boolean }> {
        const ended = new AbortController()
        const signal = AbortSignal.any([stopped.signal, ended.signal])
        const stall = new FeedTrouble(`${title} has been silent for ${stallMs / 1000} s; connecting again.`)
        let timer: NodeJS.Timeout | undefined
        let liveAt: number | undefined
        const heard = (): void => {
          clearTimeout(timer)
          if (!signal.aborted) timer = setTimeout(() => ended.abort(stall), stallMs)
        }
        heard()
        let trouble = new FeedTrouble(`${title} has ended the connection; connecting again.`)
        try {
          await read({
            signal,
            heard,
            live() {
              if (signal.aborted) return
              liveAt ??= Date.now()
              listener.status({ name, state: 'live', trouble: '' })
            },
            posts(posts) {
              if (!signal.aborted && posts.length > 0) listener.posts(posts)
            },
          })
        } catch (error) {
          trouble = explain(title, ended.signal.aborted ? stall : error)
        }
        clearTimeout(timer)
        // Whatever the connection still holds is let go.
        ended.abort()
        return { trouble, held: liveAt !== undefined && Date.now() - liveAt >= HELD_MS }
      }

      async function forever(): Promise<void> {
        let pause = FIRST_PAUSE_MS
        while (!stopped.signal.aborted) {
          const { trouble, held } = await once()
          if (stopped.signal.aborted) return
          if (held) pause = FIRST_PAUSE_MS
          listener.status({ name, state: 'connecting', trouble: trouble.message })
          await sleep(trouble.pauseMs ?? pause, stopped.signal)
          pause = Math.min(pause * 2, LAST_PAUSE_MS)
        }
      }

      listener.status({ name, state: 'connecting', trouble: '' })
      void forever()
      return () => stopped.abort()
    },
  }
}

function explain(title: string, error: unknown): FeedTrouble {
  if (error instanceof FeedTrouble) return error
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const known = REASONS[code]
  if (known !== undefined) return new FeedTrouble(`${title} cannot be reached: ${known}.`)
  // The words of a library may hold an address with a password: they are not passed on.
  return new FeedTrouble(`The connection to ${title} was cut; connecting again.`)
}

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'nothing answers there',
  ENOTFOUND: 'its name is not known here',
  EAI_AGAIN: 'there is no network, or no name service',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no network',
  ETIMEDOUT: 'it does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
}

/** What an HTTP answer other than 200 means; `resetAt` in ms since 1970, when the server names a time. */
export function refusedBy(title: string, status: number, resetAt?: number, now = Date.now()): FeedTrouble {
  if (status === 401) return new FeedTrouble(`${title} does not accept the token (401).`, REFUSED_PAUSE_MS)
  if (status === 403)
    return new FeedTrouble(`${title} does not allow this account to read the stream (403).`, REFUSED_PAUSE_MS)
  if (status === 429) {
    const pause = Math.min(Math.max((resetAt ?? now + LAST_PAUSE_MS) - now, FIRST_PAUSE_MS), 15 * 60_000)
    return new FeedTrouble(
      `${title} has had too many requests (429); trying again in ${Math.ceil(pause / 1000)} s.`,
      pause,
    )
  }
  if (status >= 500) return new FeedTrouble(`${title} is not available (${status}); trying again.`)
  return new FeedTrouble(`${title} refused the request (${status}).`, REFUSED_PAUSE_MS)
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}
