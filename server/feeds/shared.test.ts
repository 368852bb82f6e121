import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import type { FeedStatus, Post } from '../../protocol/post.ts'
import type { TalkLog, NodeSignal } from '../log/log.ts'
import { openMemoryLog } from '../log/memory.ts'
import { createPosts } from './hub.ts'
import type { Feed, FeedListener } from './feed.ts'
import { onOneNode, sharedFeed } from './shared.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
  onTestFinished(() => void vi.useRealTimers())
})

const post = (id: string, text = `Hello ${id}`): Post => ({
  id,
  at: 0,
  author: 'Ada',
  text,
  place: 'Austin',
  longitude: -97.74,
  latitude: 30.27,
})

type Wants = (held: boolean) => void

/** A log of several nodes on which the test decides who holds the lease. */
function sharedLog() {
  const memory = openMemoryLog()
  const wanting = new Map<string, Wants>()
  const signals: NodeSignal[] = []
  onTestFinished(memory.onSignal('~posts', (said) => signals.push(said)))
  let reaches = true
  return {
    wanting,
    signals,
    cut: () => void (reaches = false),
    as: (node: string): Pick<TalkLog, 'lease' | 'signal' | 'onSignal'> => ({
      signal: (talk, said) => memory.signal(talk, said),
      onSignal: (talk, listener) => memory.onSignal(talk, (said) => void (reaches && listener(said))),
      lease(name, listener) {
        expect(name).toBe('feed')
        wanting.set(node, listener)
        return () => wanting.delete(node)
      },
    }),
  }
}

function puppet() {
  const feed: Feed & { listener: FeedListener | undefined } = {
    name: 'bluesky',
    listener: undefined,
    start(listener) {
      feed.listener = listener
      listener.status({ name: 'bluesky', state: 'live', trouble: null })
      return () => (feed.listener = undefined)
    },
  }
  return feed
}

function nodes() {
  const log = sharedLog()
  const make = (name: string, wrap = sharedFeed) => {
    const feed = puppet()
    const posts = createPosts({ feed: wrap(feed, log.as(name)) })
    onTestFinished(() => posts.close())
    return { feed, posts, ids: () => posts.latest.map(({ id }) => id) }
  }
  return { log, make }
}

test('[E125] only the node with the lease reads the feed; the others get its posts and its state', () => {
  const { log, make } = nodes()
  const one = make('one')
  const other = make('other')
  expect([...log.wanting.keys()]).toEqual([])
  one.posts.read()
  other.posts.read()
  expect([...log.wanting.keys()]).toEqual(['one', 'other'])
  expect([one.feed.listener, other.feed.listener]).toEqual([undefined, undefined])
  log.wanting.get('one')?.(true)
  expect(other.feed.listener).toBeUndefined()
  one.feed.listener?.posts([post('a'), post('b')])
  vi.advanceTimersByTime(250)
  const live: FeedStatus = { name: 'bluesky', state: 'live', trouble: null }
  for (const each of [one, other]) {
    expect(each.ids()).toEqual(['a', 'b'])
    expect(each.posts.status).toEqual(live)
  }
  const trouble = { name: 'bluesky', state: 'connecting', trouble: { is: 'closed', n: 0 } } as const
  one.feed.listener?.status(trouble)
  expect([one.posts.status, other.posts.status]).toEqual([trouble, trouble])
})

test('[E125] when the lease moves, the other node continues, and the first one accepts its posts', () => {
  const { log, make } = nodes()
  const one = make('one')
  const other = make('other')
  one.posts.read()
  other.posts.read()
  log.wanting.get('one')?.(true)
  one.feed.listener?.posts([post('a')])
  vi.advanceTimersByTime(250)
  log.wanting.get('one')?.(false)
  log.wanting.get('other')?.(true)
  expect(one.feed.listener).toBeUndefined()
  other.feed.listener?.posts([post('b')])
  vi.advanceTimersByTime(250)
  expect(one.ids()).toEqual(['a', 'b'])
  expect(other.ids()).toEqual(['a', 'b'])
})

test('[E125] a node on which nobody watches does not want the lease, and receives posts again when somebody does', () => {
  const { log, make } = nodes()
  const one = make('one')
  const other = make('other')
  const stop = one.posts.read()
  log.wanting.get('one')?.(true)
  stop()
  vi.advanceTimersByTime(30_000)
  expect([...log.wanting.keys()]).toEqual([])
  expect(one.feed.listener).toBeUndefined()
  one.posts.read()
  log.wanting.get('one')?.(true)
  other.posts.read()
  // The reader repeats the state, although nothing has changed.
  vi.advanceTimersByTime(2000)
  expect(other.posts.status).toMatchObject({ state: 'live' })
  one.posts.close()
  other.posts.close()
  expect(vi.getTimerCount()).toBe(0)
})

test('[E125] nodes that have lost each other show the recording after a while, and later the feed again', () => {
  const { log, make } = nodes()
  const one = make('one', onOneNode)
  const other = make('other', onOneNode)
  one.posts.read()
  other.posts.read()
  log.wanting.get('one')?.(true)
  vi.advanceTimersByTime(20_000)
  expect(other.posts.status).toMatchObject({ state: 'live', trouble: null })
  log.cut()
  vi.advanceTimersByTime(15_000)
  expect(other.posts.status).toMatchObject({ state: 'fallback', trouble: { is: 'notRead', n: 0 } })
  expect(one.posts.status).toMatchObject({ state: 'live' })
  log.wanting.get('other')?.(true)
  expect(other.posts.status).toMatchObject({ state: 'live', trouble: null })
})

test('[E125] when the reader itself had to show the recording, all nodes show the same', () => {
  const { log, make } = nodes()
  const one = make('one', onOneNode)
  const other = make('other', onOneNode)
  one.posts.read()
  other.posts.read()
  log.wanting.get('one')?.(true)
  const stands = { name: 'bluesky', state: 'fallback', trouble: { is: 'silent', n: 0 } } as const
  one.feed.listener?.status(stands)
  one.feed.listener?.posts([post('recorded')])
  vi.advanceTimersByTime(30_000)
  for (const each of [one, other]) {
    expect(each.posts.status).toEqual(stands)
    expect(each.ids()).toEqual(['recorded'])
  }
})

test('[E125] no author can increase how much the nodes send each other', () => {
  const { log, make } = nodes()
  const { posts, feed } = make('one')
  posts.read()
  log.wanting.get('one')?.(true)
  log.signals.length = 0
  for (let i = 0; i < 1000; i += 1) feed.listener?.posts([post(`p${i}`, 'W'.repeat(10_000))])
  vi.advanceTimersByTime(250)
  expect(log.signals).toHaveLength(1)
  expect(JSON.stringify(log.signals).length).toBeLessThan(64 * 1024)
})
