import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import type { Post, PostsNews } from '../../protocol/post.ts'
import { SERVER } from '../../protocol/role.ts'
import { cleanText } from '../../protocol/text.ts'
import { hostileStrings } from '../../tests/support/hostile.ts'
import pino from 'pino'
import type { Feed, FeedListener } from './feed.ts'
import { openMemoryLog } from '../log/memory.ts'
import { createPosts } from './hub.ts'
import { createGate } from '../exhibits/posts-moderation.ts'
import { postsSignal } from '../exhibits/posts-signal.ts'
import { openTalk, type Talk } from '../talk/talk.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1), toFake: ['setTimeout', 'clearTimeout', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A feed controlled by the test. */
function puppet(): Feed & { starts: number; listener: FeedListener | undefined } {
  return {
    name: 'x',
    starts: 0,
    listener: undefined,
    start(listener) {
      this.starts += 1
      this.listener = listener
      listener.status({ name: 'x', state: 'live', trouble: null })
      return () => (this.listener = undefined)
    },
  }
}

let made = 0
function post(given: Partial<Post> = {}): Post {
  made += 1
  const at = Date.now()
  return {
    id: `p${made}`,
    at,
    author: 'Ada',
    text: `Hello ${made}`,
    place: 'Austin',
    longitude: -97.7431,
    latitude: 30.2672,
    ...given,
  }
}

async function room(browsers = 1, hide: string[] = []) {
  const feed = puppet()
  const posts = createPosts({ feed, hide })
  const log = openMemoryLog()
  const talk: Talk = await openTalk(log, 'talk', pino({ level: 'silent' }))
  onTestFinished(async () => {
    posts.close()
    await talk.close()
    await log.close()
  })
  const gate = createGate(posts, createPosts({ feed: puppet() }), talk)
  onTestFinished(() => gate.close())
  const topic = postsSignal(
    gate,
    talk,
    () => browsers,
    () => {},
  )
  const told: PostsNews[] = []
  return { feed, posts, talk, topic, told, watch: () => topic.start((news) => told.push(news)) }
}

test('[E32] the feed is read only while somebody watches, and for half a minute after that', async () => {
  const { feed, watch } = await room()
  expect(feed.starts).toBe(0)
  const first = watch()
  const second = watch()
  expect(feed.starts).toBe(1)
  first()
  second()
  vi.advanceTimersByTime(29_000)
  watch()()
  expect(feed.starts).toBe(1)
  vi.advanceTimersByTime(29_999)
  expect(feed.listener).toBeDefined()
  vi.advanceTimersByTime(1)
  expect(feed.listener).toBeUndefined()
  expect(vi.getTimerCount()).toBe(0)
  watch()
  expect(feed.starts).toBe(2)
})

test('[E33] posts within a tick are sent once, after 250 ms; after 500 ms in a big room', async () => {
  for (const [browsers, tick] of [
    [10, 250],
    [1000, 500],
  ] as const) {
    const { feed, told, watch } = await room(browsers)
    watch()
    vi.advanceTimersByTime(250)
    told.length = 0
    feed.listener?.posts([post()])
    feed.listener?.posts([post()])
    vi.advanceTimersByTime(tick - 1)
    expect(told).toHaveLength(0)
    vi.advanceTimersByTime(1)
    expect(told).toMatchObject([{ posts: [{}, {}], rate: 0.2, feed: { name: 'x', state: 'live' } }])
  }
})

test('[E33] nothing is sent when nothing has changed', async () => {
  const { told, watch } = await room()
  watch()
  vi.advanceTimersByTime(250)
  told.length = 0
  vi.advanceTimersByTime(60_000)
  expect(told).toEqual([])
})

test('[E34] a flood stays within 8 KB a second, and the rate counts all posts', async () => {
  const { feed, told, watch } = await room()
  watch()
  for (let tenth = 0; tenth < 150; tenth += 1) {
    feed.listener?.posts(Array.from({ length: 10 }, () => post({ text: '🦦'.repeat(280) })))
    feed.listener?.posts(Array.from({ length: 20 }, () => post()))
    vi.advanceTimersByTime(100)
  }
  const bytes = Buffer.byteLength(told.map((news) => JSON.stringify(['topic', 'posts', news])).join(''))
  expect(bytes / 15).toBeLessThanOrEqual(8192)
  expect(told.at(-1)?.rate).toBeCloseTo(300, -1)
  for (const { posts } of told.slice(1)) {
    expect(posts.length).toBeGreaterThan(0)
    expect(posts.length).toBeLessThanOrEqual(40)
  }
})

test('[E35] a newcomer gets the latest 50 posts', async () => {
  const { feed, topic, watch } = await room()
  watch()
  const all = Array.from({ length: 70 }, () => post())
  feed.listener?.posts(all)
  expect(topic.opening().posts.map(({ id }) => id)).toEqual(all.slice(-50).map(({ id }) => id))
})

test('[E36] text is sanitised; a post without text, without a place on earth, or sent before is left out', async () => {
  const { feed, posts, watch } = await room()
  watch()
  feed.listener?.posts([
    post({
      id: 'a',
      text: '  <b>one\u202e\u200b\n\ntwo</b>  ',
      author: 'x'.repeat(500),
      place: 'Aus\u0000tin',
    }),
    post({ text: '\u200b\u2060' }),
    post({ longitude: 181 }),
    post({ latitude: Number.NaN }),
    post({ text: 'y'.repeat(10_000), id: 'b' }),
  ])
  feed.listener?.posts([post({ id: 'a' })])
  expect(posts.latest.map(({ id }) => id)).toEqual(['a', 'b'])
  expect(posts.latest[0]).toMatchObject({ text: '<b>one two</b>', author: 'x'.repeat(40), place: 'Austin' })
  expect(posts.latest[0]).toMatchObject({ longitude: -97.74, latitude: 30.27 })
  expect(posts.latest[1]?.text).toHaveLength(280)
})

test('[E36] two hundred hostile strings as text, author and place come out short and clean', async () => {
  const { feed, posts, watch } = await room()
  watch()
  for (const text of hostileStrings()) {
    feed.listener?.posts([post({ text: `t ${text}`, author: text, place: text })])
    const shown = posts.latest.at(-1)
    expect(shown?.text).toMatch(/^t( |$)/)
    for (const [words = '', most] of [
      [shown?.text, 280],
      [shown?.author, 40],
      [shown?.place, 40],
    ] as const) {
      expect(Array.from(words).length).toBeLessThanOrEqual(most)
      expect(cleanText(words, most)).toBe(words)
    }
  }
})

test('[E37] a post that contains a hidden word is left out, in any case; longer words do not match', async () => {
  const { feed, posts, watch } = await room(1, ['darn', 'c++', 'très bien'])
  watch()
  const texts = ['Darn!', 'darning socks', 'I like C++ a lot', 'TRÈS BIEN', 'ｄａｒｎ', 'fine']
  feed.listener?.posts(texts.map((text) => post({ text })))
  feed.listener?.posts([post({ author: 'Darn It', text: 'hi' })])
  expect(posts.latest.map(({ text }) => text)).toEqual(['darning socks', 'fine'])
})

test('[E38] while blanked, every watcher gets no posts and the state off at the next tick, and so do newcomers', async () => {
  const { feed, talk, told, topic, watch } = await room()
  watch()
  feed.listener?.posts([post()])
  vi.advanceTimersByTime(250)
  expect(told.at(-1)?.posts).toHaveLength(1)
  await talk.append({ id: 'blank-it-1', type: 'posts/blank', blanked: true }, SERVER)
  feed.listener?.posts([post()])
  vi.advanceTimersByTime(250)
  const off = { posts: [], rate: 0, feed: { name: 'x', state: 'off', trouble: null }, turn: 0 }
  expect(told.at(-1)).toEqual(off)
  expect(topic.opening()).toEqual(off)
  const count = told.length
  feed.listener?.posts([post()])
  vi.advanceTimersByTime(5000)
  expect(told).toHaveLength(count)
  await talk.append({ id: 'blank-it-2', type: 'posts/blank', blanked: false }, SERVER)
  vi.advanceTimersByTime(250)
  expect(told.at(-1)).toMatchObject({ feed: { state: 'live' } })
})
