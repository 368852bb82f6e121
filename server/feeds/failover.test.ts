import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { FeedStatus, Post } from '../../protocol/post.ts'
import { withFallback } from './failover.ts'
import type { Feed, FeedListener } from './feed.ts'
import { recordingFeed } from './recording.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
})
afterEach(() => {
  vi.useRealTimers()
})

const POST: Post = { id: 'x1', at: 0, author: 'A', text: 'T', place: 'Oslo', longitude: 10, latitude: 59 }

function start() {
  let feed: FeedListener | undefined
  const real: Feed = {
    name: 'x',
    start(listener) {
      feed = listener
      listener.status({ name: 'x', state: 'connecting', trouble: null })
      return () => (feed = undefined)
    },
  }
  const statuses: FeedStatus[] = []
  const posts: Post[] = []
  const stop = withFallback(real, recordingFeed()).start({
    posts: (some) => posts.push(...some),
    status: (status) => statuses.push(status),
  })
  return {
    posts,
    stop,
    isRead: () => feed !== undefined,
    say: (state: FeedStatus['state'], trouble: FeedStatus['trouble'] = null) =>
      feed?.status({ name: 'x', state, trouble }),
    send: () => feed?.posts([POST]),
    status: () => statuses.at(-1),
  }
}

test('[E47] a feed that fails for 10 s is replaced by the recording, marked, with the error', () => {
  const { say, posts, status } = start()
  say('live')
  say('connecting', { is: 'unavailable', n: 503 })
  vi.advanceTimersByTime(5000)
  say('connecting', { is: 'closed', n: 0 })
  vi.advanceTimersByTime(4999)
  expect(status()).toMatchObject({ state: 'connecting' })
  expect(posts).toEqual([])
  vi.advanceTimersByTime(1)
  const trouble = { is: 'closed', n: 0 } as const
  expect(status()).toEqual({ name: 'x', state: 'fallback', trouble })
  vi.advanceTimersByTime(10_000)
  expect(posts.length).toBeGreaterThan(5)
  expect(posts.every(({ id }) => id.startsWith('recording-'))).toBe(true)
  say('connecting', { is: 'token', n: 401 })
  expect(status()).toEqual({ name: 'x', state: 'fallback', trouble: { is: 'token', n: 401 } })
})

test('[E47] when the feed is back, the recording stops at once', () => {
  const { say, send, posts, status } = start()
  vi.advanceTimersByTime(20_000)
  expect(status()).toEqual({ name: 'x', state: 'fallback', trouble: { is: 'silent', n: 0 } })
  posts.length = 0
  say('live')
  send()
  vi.advanceTimersByTime(60_000)
  expect(posts).toEqual([POST])
  expect(status()).toEqual({ name: 'x', state: 'live', trouble: null })
})

test('[E47] a failure shorter than 10 s changes nothing, and failures are not added up', () => {
  const { say, posts, status } = start()
  for (let i = 0; i < 5; i += 1) {
    say('connecting', { is: 'lost', n: 0 })
    vi.advanceTimersByTime(9000)
    say('live')
    vi.advanceTimersByTime(1000)
  }
  expect(posts).toEqual([])
  expect(status()).toEqual({ name: 'x', state: 'live', trouble: null })
})

test('[E47] after a stop, neither of the two continues', () => {
  for (const wait of [5000, 15_000]) {
    const { stop, isRead } = start()
    vi.advanceTimersByTime(wait)
    stop()
    expect(isRead()).toBe(false)
    expect(vi.getTimerCount()).toBe(0)
  }
})
