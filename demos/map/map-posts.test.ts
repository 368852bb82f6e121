/** Tests the posts behind the map, the search and the messages. */
import { expect, test } from 'vitest'
import type { FeedStatus, Post } from '../../protocol/post.ts'
import {
  ageWords,
  feedWords,
  keepPosts,
  MOST_POSTS,
  nextRows,
  rateWords,
  unitWords,
  wordOf,
} from './map-posts.ts'

const post = (n: number, text = `post ${n}`): Post => ({
  id: `p${n}`,
  at: n,
  author: 'ada',
  text,
  place: 'Austin',
  longitude: -97.74,
  latitude: 30.27,
})
const some = (from: number, to: number): Post[] =>
  Array.from({ length: to - from + 1 }, (_, i) => post(from + i))

test('[E50] a post that arrives twice, as after a reconnect, is there once', () => {
  const kept = keepPosts()
  expect(kept.add(some(1, 3)).length).toBe(3)
  expect(kept.add([...some(2, 4), post(4)]).map(({ id }) => id)).toEqual(['p4'])
  expect(kept.latest(wordOf('')).map(({ id }) => id)).toEqual(['p4', 'p3', 'p2', 'p1'])
})

test('[E54] keeps a limited number of posts, the newest', () => {
  const kept = keepPosts()
  for (let n = 0; n < 50; n++) kept.add(some(n * 100, n * 100 + 99))
  const latest = kept.latest(wordOf(''))
  expect(latest).toHaveLength(MOST_POSTS)
  expect(latest[0]?.id).toBe('p4999')
})

test('[E54] the list adds a few posts at a time, newest first, and none twice', () => {
  const latest = (to: number): Post[] => some(1, to).toReversed()
  const first = nextRows([], latest(30), 20, 3)
  expect(first).toHaveLength(20)
  const all = latest(60)
  const shown = all.slice(30)
  const next = nextRows(shown, all, 20, 3)
  expect(next.slice(0, 4).map(({ id }) => id)).toEqual(['p60', 'p59', 'p58', 'p30'])
  expect(nextRows(next, all, 20, 3)).toEqual(next)
  expect(nextRows([post(900)], all, 20, 3)[0]?.id).toBe('p60')
})

test('[E53] finds a word in text, author and place, in any case, and never treats it as a pattern', () => {
  const said = post(1, 'Snow (and Élan) in .*')
  for (const word of ['', ' snow ', 'ADA', 'austin', 'élan', '(and', '.*']) {
    expect(wordOf(word).in(said), word).toBe(true)
  }
  for (const word of ['rain', 's.ow', '[a-z]', '\\', '|']) expect(wordOf(word).in(said), word).toBe(false)
  expect(wordOf('sno').cut('Snow, no snow')).toEqual(['', 'Sno', 'w, no ', 'sno', 'w'])
  expect(wordOf('').cut('all')).toEqual(['all'])
  // Typed text is always a word, never a pattern that could be invalid.
  for (const typed of ['(', '[', '\\', '*', '+?', '{1', '$^', '/-', '👩‍🚀', 'İ']) {
    expect(() => wordOf(typed).in(said), typed).not.toThrow()
    expect(wordOf(typed).cut('a' + typed + 'b')).toEqual(['a', typed, 'b'])
  }
})

test('[E52] describes the feed, the rate and the age', () => {
  const feed = (name: string, state: FeedStatus['state'], trouble: FeedStatus['trouble'] = null): string =>
    feedWords({ name, state, trouble })
  expect(feed('bluesky', 'live')).toBe('Live from Bluesky')
  expect(feed('recording', 'live')).toBe('From a recording')
  expect(feed('x', 'connecting')).toBe('Connecting to X')
  expect(feed('x', 'fallback', { is: 'token', n: 401 })).toBe(
    'Showing a recording instead of X: X does not accept the token (401).',
  )
  expect(feed('recording', 'fallback')).toBe('Showing a recording')
  expect(feed('mastodon', 'off')).toBe('Switched off')
  const rates = [0, 0.04, 0.4, 1, 9.94, 9.96, 120.4]
  expect(rates.map(rateWords)).toEqual(['0', '0.1', '0.4', '1', '9.9', '10', '120'])
  expect([0, 1, 1.1].map(unitWords)).toEqual(['posts a second', 'post a second', 'posts a second'])
  expect([-500, 1400, 2000, 59_400, 60_000, 7_200_000].map(ageWords)).toEqual([
    'now',
    'now',
    '2 s',
    '59 s',
    '1 min',
    '2 h',
  ])
})
