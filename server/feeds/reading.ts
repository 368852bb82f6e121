/** Shared by all network feeds: reads until stopped, and waits longer after each failure. */
import type { Post } from '../../protocol/post.ts'
import type { Undo } from '../log/log.ts'
import type { Feed } from './feed.ts'

/** Between attempts: the first pause, which is doubled up to the last. */
const FIRST_PAUSE_MS = 1000
const LAST_PAUSE_MS = 60_000
/** After a connection that lasted this long, the pauses start over. */
const HELD_MS = 30_000
/** A refused token is retried at this interval, in case the refusal was a mistake. */
export const REFUSED_PAUSE_MS = 5 * 60_000

/** Why a feed cannot be read, as one line for the speaker, without tokens, and how long to wait. */
export class FeedTrouble extends Error {
  readonly pauseMs: number | undefined
  constructor(line: string, pauseMs?: number) {
    super(line)
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
  /** The name shown to people. */
  title: string
  /** Silence after which the connection counts as dead. */
  stallMs: number
  /** Reads until the connection ends. Rejects with {@link FeedTrouble} if the reason is known. */
  read(reading: Reading): Promise<void>
}

/** A feed that calls `read` again and again. */
export function readingFeed({ name, title, stallMs, read }: ReadOptions): Feed {
  return {
    name,
    start(listener): Undo {
      const stopped = new AbortController()

      async function once(): Promise<{ trouble: FeedTrouble; held: boolean }> {
        const ended = new AbortController()
        const signal = AbortSignal.any([stopped.signal, ended.signal])
        const stall = new FeedTrouble(`${title} has sent nothing for ${stallMs / 1000} s; reconnecting.`)
        let timer: NodeJS.Timeout | undefined
        let liveAt: number | undefined
        const heard = (): void => {
          clearTimeout(timer)
          if (!signal.aborted) timer = setTimeout(() => ended.abort(stall), stallMs)
        }
        heard()
        let trouble = new FeedTrouble(`${title} has ended the connection; reconnecting.`)
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
        // Releases everything that the connection still holds.
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
  // A library's message may contain an address with a password, so it is not shown.
  return new FeedTrouble(`The connection to ${title} was lost; reconnecting.`)
}

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'nothing answers at its address',
  ENOTFOUND: 'its name cannot be resolved',
  EAI_AGAIN: 'there is no network or no DNS',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no network',
  ETIMEDOUT: 'it does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
}

/** The meaning of an HTTP status other than 200; `resetAt` in ms since 1970, if the server names a time. */
export function refusedBy(title: string, status: number, resetAt?: number, now = Date.now()): FeedTrouble {
  if (status === 401) return new FeedTrouble(`${title} does not accept the token (401).`, REFUSED_PAUSE_MS)
  if (status === 403)
    return new FeedTrouble(`${title} does not allow this account to read the stream (403).`, REFUSED_PAUSE_MS)
  if (status === 429) {
    const pause = Math.min(Math.max((resetAt ?? now + LAST_PAUSE_MS) - now, FIRST_PAUSE_MS), 15 * 60_000)
    return new FeedTrouble(
      `${title} has had too many requests (429); retrying in ${Math.ceil(pause / 1000)} s.`,
      pause,
    )
  }
  if (status >= 500) return new FeedTrouble(`${title} is not available (${status}); retrying.`)
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
