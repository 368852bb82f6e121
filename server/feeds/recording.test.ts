import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Post } from '../../protocol/post.ts'
import { recordingFeed } from './recording.ts'

const MINUTE = 60_000
const BEGIN = Date.UTC(2026, 0, 1)

beforeEach(() => {
  vi.useFakeTimers({ now: BEGIN })
})
afterEach(() => {
  vi.useRealTimers()
})

function play(minutes: number, speed = 1): Post[] {
  vi.setSystemTime(BEGIN)
  const posts: Post[] = []
  const stop = recordingFeed({ speed }).start({ posts: (some) => posts.push(...some), status: () => {} })
  vi.advanceTimersByTime(minutes * MINUTE)
  stop()
  return posts
}

test('[E30] it contains at least 2,000 posts in 20 minutes, each with a place and its own text', () => {
  const posts = play(20)
  expect(posts.length).toBeGreaterThanOrEqual(2000)
  for (const { longitude, latitude, place, author, text } of posts) {
    expect(Math.abs(longitude)).toBeLessThanOrEqual(180)
    expect(Math.abs(latitude)).toBeLessThanOrEqual(90)
    for (const words of [place, author, text]) expect(words).not.toBe('')
    expect(text).not.toMatch(/[@{}]|https?:/)
  }
  expect(new Set(posts.map(({ text }) => text)).size).toBeGreaterThan(2000)
  expect(new Set(posts.map(({ place }) => place)).size).toBeGreaterThan(80)
  const american = posts.filter((post) => post.longitude < -60 && post.latitude > 24 && post.latitude < 50)
  expect(american.length / posts.length).toBeGreaterThan(0.5)
})

test('[E30] it has bursts: the fullest ten seconds have several times as many posts as the median', () => {
  const counts = new Map<number, number>()
  for (const { at } of play(20)) {
    const ten = Math.floor((at - BEGIN) / 10_000)
    counts.set(ten, (counts.get(ten) ?? 0) + 1)
  }
  const sorted = [...counts.values()].toSorted((a, b) => a - b)
  expect(sorted.at(-1)).toBeGreaterThan(2 * sorted[Math.floor(sorted.length / 2)]!)
})

test('[E31] the same fake time gives the same posts, each at its own time', () => {
  const posts = play(3)
  expect(play(3)).toEqual(posts)
  expect(posts.map(({ at }) => at)).toEqual(posts.map(({ at }) => at).toSorted((a, b) => a - b))
  expect(posts[0]!.at - BEGIN).toBe(900)
})

test('[E31] it starts again after its end, with new ids', () => {
  const posts = play(41)
  expect(new Set(posts.map(({ id }) => id)).size).toBe(posts.length)
  const once = posts.filter(({ at }) => at < BEGIN + 20 * MINUTE).length
  expect(posts[once]!.text).toBe(posts[0]!.text)
  expect(posts[once]!.at - posts[0]!.at).toBe(20 * MINUTE)
})

test('[E31] it continues where it was stopped, and has no timer meanwhile', () => {
  const feed = recordingFeed()
  const posts: Post[] = []
  const listener = { posts: (some: Post[]) => void posts.push(...some), status: () => {} }
  const stop = feed.start(listener)
  vi.advanceTimersByTime(MINUTE)
  stop()
  expect(vi.getTimerCount()).toBe(0)
  vi.advanceTimersByTime(5 * MINUTE)
  const before = posts.length
  feed.start(listener)()
  expect(posts).toHaveLength(before)
  const again = feed.start(listener)
  vi.advanceTimersByTime(MINUTE)
  again()
  const whole = play(2).map(({ id, text }) => [id, text])
  expect(posts.map(({ id, text }) => [id, text])).toEqual(whole)
})

test('[E31] it can be played faster', () => {
  const fast = play(1, 20)
  expect(fast.map(({ text }) => text)).toEqual(play(20).map(({ text }) => text))
})
