import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { MAX_WAITING, type Post, type PostsNews, type ReviewNews } from '../../protocol/post.ts'
import type { Who } from '../../protocol/role.ts'
import type { PostsIntent, PostsSwitch } from '../../protocol/features/posts.ts'
import { EMPTY } from '../../protocol/state.ts'
import pino from 'pino'
import type { Feed, FeedListener } from '../feeds/feed.ts'
import { openMemoryLog } from '../log/memory.ts'
import { createPosts } from '../feeds/hub.ts'
import { createGate, reduce, type Action, type Moderation } from './posts-moderation.ts'
import { postsSignal, reviewSignal } from './posts-signal.ts'
import { openTalk } from '../talk/talk.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1), toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  onTestFinished(() => void vi.useRealTimers())
})

const speaker: Who = { role: 'presenter', paired: true, id: 'speaker' }
const TICK_MS = 500

/** A feed that the test controls. */
function puppet(name: string): Feed & { listener: FeedListener | undefined } {
  return {
    name,
    listener: undefined,
    start(listener) {
      this.listener = listener
      listener.status({ name, state: 'live', trouble: null })
      return () => (this.listener = undefined)
    },
  }
}

const post = (id: string): Post => ({
  id,
  at: 0,
  author: 'Ada',
  text: `Hello ${id}`,
  place: 'Austin',
  longitude: -97.74,
  latitude: 30.27,
})
const ids = (posts: readonly Post[] = []): string[] => posts.map(({ id }) => id)

let made = 0
type Wish = PostsIntent extends infer I ? (I extends { id: string } ? Omit<I, 'id'> : never) : never

/** One node with one talk; several share a log. */
async function node(log = openMemoryLog()) {
  const x = puppet('x')
  const tape = puppet('recording')
  const posts = createPosts({ feed: x })
  const recording = createPosts({ feed: tape })
  const talk = await openTalk(log, 'talk', pino({ level: 'silent' }))
  const gate = createGate(posts, recording, talk)
  onTestFinished(async () => {
    gate.close()
    posts.close()
    recording.close()
    await talk.close()
  })
  const received: PostsNews[] = []
  const asked: ReviewNews[] = []
  const room = postsSignal(
    gate,
    talk,
    () => 1,
    () => {},
  )
  const phone = reviewSignal(gate)
  return {
    log,
    x,
    tape,
    gate,
    room,
    received,
    asked,
    watch: () => room.start((news) => received.push(news)),
    look: () => phone.start((news) => asked.push(news)),
    say: (...some: string[]) => x.listener?.posts(some.map(post)),
    async wish(wish: Wish) {
      made += 1
      const ack = await talk.append({ id: `wish-${made}-x`, ...wish }, speaker)
      expect(ack.ok).toBe(true)
    },
  }
}

const OPEN: Moderation = { switches: EMPTY.posts, latest: [], waiting: [], missed: 0 }
const arrived = (...some: string[]): Action => ({ type: 'arrived', posts: some.map(post) })
const after = (state: Moderation, ...actions: Action[]): Moderation => actions.reduce(reduce, state)
/** The switches after these changes. */
const decided = (...changes: Partial<PostsSwitch>[]): Action => ({
  type: 'decided',
  switches: Object.assign({}, EMPTY.posts, ...changes),
})
const HELD = { held: true }
const reviewed = (verdicts: Record<string, boolean>): Partial<PostsSwitch> => ({
  ...HELD,
  reviewed: Object.entries(verdicts).map(([id, shown]) => ({ post: id, shown })),
})
const lists = ({ latest, waiting, missed }: Moderation) => ({
  latest: ids(latest),
  waiting: ids(waiting),
  missed,
})

test('[E121] reduce: a post is shown at once, or waits while posts are held', () => {
  expect(lists(after(OPEN, arrived('a')))).toEqual({ latest: ['a'], waiting: [], missed: 0 })
  const held = after(OPEN, arrived('a'), decided(HELD), arrived('b'), arrived('b', 'c'))
  expect(lists(held)).toEqual({ latest: ['a'], waiting: ['b', 'c'], missed: 0 })
  expect(lists(after(held, decided()))).toEqual({ latest: ['a'], waiting: [], missed: 0 })
})

test('[E122] reduce: posts that arrive while too many wait are counted, until none waits', () => {
  const many = Array.from({ length: MAX_WAITING + 5 }, (_, i) => `p${i}`)
  const full = after(OPEN, decided(HELD), arrived(...many))
  expect(lists(full)).toEqual({ latest: [], waiting: many.slice(0, MAX_WAITING), missed: 5 })
  expect(after(full, decided(reviewed({ p0: false })))).toMatchObject({ missed: 5 })
  const all = Object.fromEntries(many.map((id) => [id, false]))
  expect(lists(after(full, decided(reviewed(all))))).toEqual({ latest: [], waiting: [], missed: 0 })
})

test('[E123] reduce: a decision takes effect once, for a post that waits and for one that arrives later', () => {
  const held = after(OPEN, decided(HELD), arrived('a', 'b', 'c'))
  const verdicts = reviewed({ a: true, b: false, d: true, e: false })
  const shown = after(held, decided(verdicts), decided(verdicts), arrived('b', 'd', 'e'))
  expect(lists(shown)).toEqual({ latest: ['a', 'd'], waiting: ['c'], missed: 0 })
})

test('[E124] reduce: with a new turn all lists are empty', () => {
  const held = after(
    OPEN,
    arrived('a'),
    decided(HELD),
    arrived('b'),
    decided(HELD, { recording: true, turn: 1 }),
  )
  expect(lists(held)).toEqual({ latest: [], waiting: [], missed: 0 })
})

test('[E121] reduce: an unchanged list stays the same object', () => {
  const held = after(OPEN, decided(HELD), arrived('a'))
  const same = after(held, arrived('a'), decided(HELD, { blanked: true }), decided(reviewed({ z: true })))
  expect([same.latest, same.waiting]).toEqual([held.latest, held.waiting])
  expect(same.waiting).toBe(held.waiting)
  expect(same.latest).toBe(held.latest)
  expect(after(OPEN, decided({ blanked: true })).waiting).toBe(OPEN.waiting)
})

test('[E121] while posts are held, only shown posts reach the room, as news or for a newcomer', async () => {
  const { say, watch, look, wish, received, asked, room } = await node()
  watch()
  look()
  say('before')
  vi.advanceTimersByTime(TICK_MS)
  await wish({ type: 'posts/hold', held: true })
  say('rude', 'kind')
  vi.advanceTimersByTime(TICK_MS)
  expect(ids(asked.at(-1)?.waiting)).toEqual(['rude', 'kind'])
  await wish({ type: 'posts/review', posts: ['kind'], shown: true })
  await wish({ type: 'posts/review', posts: ['rude'], shown: false })
  vi.advanceTimersByTime(TICK_MS)
  expect(asked.at(-1)).toEqual({ waiting: [], missed: 0 })
  expect(received.flatMap((news) => ids(news.posts))).toEqual(['before', 'kind'])
  expect(ids(room.opening().posts)).toEqual(['before', 'kind'])
  expect(JSON.stringify([received, room.opening()])).not.toContain('rude')
  // The feed repeats it: it was dropped for good.
  say('rude')
  vi.advanceTimersByTime(TICK_MS)
  expect(asked.at(-1)).toEqual({ waiting: [], missed: 0 })
})

test('[E121] when the hold is turned off, later posts are shown, and never those that waited', async () => {
  const { say, watch, wish, received, gate } = await node()
  watch()
  await wish({ type: 'posts/hold', held: true })
  say('waited')
  await wish({ type: 'posts/hold', held: false })
  await wish({ type: 'posts/review', posts: ['waited'], shown: true })
  say('after')
  vi.advanceTimersByTime(TICK_MS)
  expect(received.flatMap((news) => ids(news.posts))).toEqual(['after'])
  expect(gate.state.waiting).toEqual([])
})

test('[E122] a limited number of posts wait, in the order in which they arrived; the others are counted', async () => {
  const { say, look, wish, asked } = await node()
  look()
  await wish({ type: 'posts/hold', held: true })
  for (let i = 0; i < 40; i += 1) say(`p${i}`)
  vi.advanceTimersByTime(TICK_MS)
  const first = Array.from({ length: MAX_WAITING }, (_, i) => `p${i}`)
  expect(asked.length).toBe(1)
  expect(ids(asked[0]?.waiting)).toEqual(first)
  expect(asked[0]?.missed).toBe(10)
  expect(Buffer.byteLength(JSON.stringify(asked[0]))).toBeLessThan(16 * 1024)
  // New posts are added at the end, away from the presenter's thumb.
  await wish({ type: 'posts/review', posts: ['p0'], shown: false })
  say('next')
  vi.advanceTimersByTime(TICK_MS)
  expect(ids(asked.at(-1)?.waiting)).toEqual([...first.slice(1), 'next'])
  await wish({ type: 'posts/review', posts: [...first.slice(1), 'next'], shown: false })
  vi.advanceTimersByTime(TICK_MS)
  expect(asked.at(-1)).toEqual({ waiting: [], missed: 0 })
})

test('[E123] a post that one node shows is shown on all nodes', async () => {
  const one = await node()
  const other = await node(one.log)
  for (const each of [one, other]) each.watch()
  await one.wish({ type: 'posts/hold', held: true })
  for (const each of [one, other]) each.say('a', 'b')
  await one.wish({ type: 'posts/review', posts: ['b'], shown: true })
  await other.wish({ type: 'posts/review', posts: ['a'], shown: false })
  vi.advanceTimersByTime(TICK_MS)
  for (const { received, gate } of [one, other]) {
    expect(received.flatMap((news) => ids(news.posts))).toEqual(['b'])
    expect(gate.state.waiting).toEqual([])
  }
  // A node that gets the post only after the decision applies it, too.
  const late = await node(one.log)
  late.watch()
  late.say('a', 'b')
  vi.advanceTimersByTime(TICK_MS)
  expect(late.received.flatMap((news) => ids(news.posts))).toEqual(['b'])
})

test('[E124] the recording replaces the feed at once, and the feed the recording', async () => {
  const { say, watch, wish, received, x, tape, room } = await node()
  watch()
  say('rude')
  vi.advanceTimersByTime(TICK_MS)
  await wish({ type: 'posts/replace', recording: true })
  say('more')
  tape.listener?.posts([post('recorded')])
  vi.advanceTimersByTime(TICK_MS)
  const recorded = { turn: 1, feed: { name: 'x', state: 'fallback', trouble: null } }
  expect(received.at(-1)).toMatchObject({ posts: [{ id: 'recorded' }], ...recorded })
  expect(ids(room.opening().posts)).toEqual(['recorded'])
  // The feed is released when its time is over.
  vi.advanceTimersByTime(30_000)
  expect(x.listener).toBeUndefined()

  await wish({ type: 'posts/replace', recording: false })
  expect(x.listener).toBeDefined()
  say('kind')
  vi.advanceTimersByTime(TICK_MS)
  expect(received.at(-1)).toMatchObject({
    posts: [{ id: 'kind' }],
    turn: 2,
    feed: { name: 'x', state: 'live' },
  })
  expect(ids(room.opening().posts)).toEqual(['kind'])
})

test('[E124] while posts are held, the recording waits as well; while blanked, neither is visible', async () => {
  const { watch, wish, received, tape, gate } = await node()
  watch()
  await wish({ type: 'posts/hold', held: true })
  await wish({ type: 'posts/replace', recording: true })
  tape.listener?.posts([post('r1')])
  expect(ids(gate.state.waiting)).toEqual(['r1'])
  await wish({ type: 'posts/blank', blanked: true })
  await wish({ type: 'posts/review', posts: ['r1'], shown: true })
  vi.advanceTimersByTime(TICK_MS)
  expect(received.at(-1)).toMatchObject({ posts: [], feed: { state: 'off' } })
  expect(received.flatMap((news) => ids(news.posts))).toEqual([])
})

test('[E32] while nobody watches, neither is read', async () => {
  const { x, tape, wish, watch, look } = await node()
  await wish({ type: 'posts/replace', recording: true })
  expect([x.listener, tape.listener]).toEqual([undefined, undefined])
  const undo = [watch(), look()]
  expect(tape.listener).toBeDefined()
  for (const each of undo) each()
  vi.advanceTimersByTime(30_000)
  expect(tape.listener).toBeUndefined()
})
