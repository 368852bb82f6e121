/** Shared by all network feeds: reads until stopped, and waits longer after each failure. */
import type { FeedTrouble, Post } from '../../protocol/post.ts'
import type { Undo } from '../log/log.ts'
import type { Feed } from './feed.ts'

/** Between attempts: the first pause, which is doubled up to the last. */
const FIRST_PAUSE_MS = 1000
const LAST_PAUSE_MS = 60_000
/** After a connection that lasted this long, the pauses start over. */
const HELD_MS = 30_000
/** A refused token is retried at this interval, in case the refusal was a mistake. */
export const REFUSED_PAUSE_MS = 5 * 60_000

/** Why a feed cannot be read, and how long to wait. */
export class FeedError extends Error {
  readonly trouble: FeedTrouble
  readonly pauseMs: number | undefined
  constructor(is: FeedTrouble['is'], n = 0, pauseMs?: number) {
    super(is)
    this.trouble = { is, n }
    this.pauseMs = pauseMs
  }
}

/** The interface for one connection. */
interface Reading {
  /** Aborted when the feed is stopped, and when it was silent for too long. */
  signal: AbortSignal
  /** The connection is established. */
  live(): void
  /** Data has arrived, even if it is only a heartbeat. */
  heard(): void
  posts(posts: Post[]): void
}

export interface ReadOptions {
  name: string
  /** Silence after which the connection counts as dead. */
  stallMs: number
  /** Reads until the connection ends. Rejects with {@link FeedError} if the reason is known. */
  read(reading: Reading): Promise<void>
}

/** A feed that calls `read` again and again. */
export function readingFeed({ name, stallMs, read }: ReadOptions): Feed {
  return {
    name,
    start(listener): Undo {
      const stopped = new AbortController()

      async function once(): Promise<{ error: FeedError; held: boolean }> {
        const ended = new AbortController()
        const signal = AbortSignal.any([stopped.signal, ended.signal])
        const stall = new FeedError('stalled', stallMs / 1000)
        let timer: NodeJS.Timeout | undefined
        let liveAt: number | undefined
        const heard = (): void => {
          clearTimeout(timer)
          if (!signal.aborted) timer = setTimeout(() => ended.abort(stall), stallMs)
        }
        heard()
        let error = new FeedError('ended')
        try {
          await read({
            signal,
            heard,
            live() {
              if (signal.aborted) return
              liveAt ??= Date.now()
              listener.status({ name, state: 'live', trouble: null })
            },
            posts(posts) {
              if (!signal.aborted && posts.length > 0) listener.posts(posts)
            },
          })
        } catch (thrown) {
          error = explain(ended.signal.aborted ? stall : thrown)
        }
        clearTimeout(timer)
        // Releases everything that the connection still holds.
        ended.abort()
        return { error, held: liveAt !== undefined && Date.now() - liveAt >= HELD_MS }
      }

      async function forever(): Promise<void> {
        let pause = FIRST_PAUSE_MS
        while (!stopped.signal.aborted) {
          const { error, held } = await once()
          if (stopped.signal.aborted) return
          if (held) pause = FIRST_PAUSE_MS
          listener.status({ name, state: 'connecting', trouble: error.trouble })
          await sleep(error.pauseMs ?? pause, stopped.signal)
          pause = Math.min(pause * 2, LAST_PAUSE_MS)
        }
      }

      listener.status({ name, state: 'connecting', trouble: null })
      void forever()
      return () => stopped.abort()
    },
  }
}

function explain(error: unknown): FeedError {
  if (error instanceof FeedError) return error
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  // A library's message may contain an address with a password, so it is not shown.
  return new FeedError(REASONS[code] ?? 'lost')
}

const REASONS: Record<string, FeedTrouble['is'] | undefined> = {
  ECONNREFUSED: 'closed',
  ENOTFOUND: 'noName',
  EAI_AGAIN: 'noNetwork',
  EHOSTUNREACH: 'noRoute',
  ENETUNREACH: 'noNetwork',
  ETIMEDOUT: 'silent',
  UND_ERR_CONNECT_TIMEOUT: 'silent',
}

/** The meaning of an HTTP status other than 200; `resetAt` in ms since 1970, if the server names a time. */
export function refusedBy(status: number, resetAt?: number, now = Date.now()): FeedError {
  if (status === 401) return new FeedError('token', status, REFUSED_PAUSE_MS)
  if (status === 403) return new FeedError('account', status, REFUSED_PAUSE_MS)
  if (status === 429) {
    const pause = Math.min(Math.max((resetAt ?? now + LAST_PAUSE_MS) - now, FIRST_PAUSE_MS), 15 * 60_000)
    return new FeedError('tooMany', Math.ceil(pause / 1000), pause)
  }
  if (status >= 500) return new FeedError('unavailable', status)
  return new FeedError('refused', status, REFUSED_PAUSE_MS)
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
