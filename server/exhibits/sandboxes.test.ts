/** Tests for sandboxes: one per visitor, moved only by its owner, removed when idle. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { MAX_SANDBOXES, SANDBOX_OUTLINE, type SandboxesNews } from '../../protocol/sandbox.ts'
import { createBucket } from '../base/token-bucket.ts'
import { AWAY_MS, createSandboxes, IDLE_MS, VISITS, VISITS_PER_SECOND } from './sandboxes.ts'
import { shareOf, type Visitor } from '../admission/visitor.ts'

const START = { h: 0, v: 0, f: -1 }
const open = { query: 'sandbox/open' } as const
const next = (from: typeof START) => ({ query: 'sandbox/move', move: 'next', from }) as const
const prev = (from: typeof START) => ({ query: 'sandbox/move', move: 'prev', from }) as const

const address = (): Visitor['visits'] => createBucket(VISITS, VISITS_PER_SECOND)
/** A visitor with one connection, each with its own address by default. */
const enter = (id: string, visits = address()): Visitor => ({
  who: { role: 'audience', paired: false, id },
  visits,
  reacts: undefined,
})
const known = new Map<string, Visitor>()
/** The same connection for the same name. */
function visitor(id: string): Visitor {
  const one = known.get(id) ?? enter(id)
  known.set(id, one)
  return one
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('[E110] a second query returns the same sandbox; another visitor gets another', () => {
  const sandboxes = createSandboxes()
  const mine = { ok: true, sandbox: { number: 1, at: START, moves: 0, dot: null } }
  expect(sandboxes.answer(open, visitor('guest-a'))).toEqual(mine)
  expect(sandboxes.answer(open, visitor('guest-a'))).toEqual(mine)
  expect(sandboxes.answer(open, visitor('guest-b'))).toMatchObject({ sandbox: { number: 2 } })
})

test('[E111] a move counts from the position that its sender saw, and moves no other sandbox', () => {
  const sandboxes = createSandboxes()
  for (const owner of ['guest-a', 'guest-b']) sandboxes.answer(open, visitor(owner))
  const moved = { ok: true, sandbox: { at: { h: 0, v: 0, f: 0 }, moves: 1 } }
  expect(sandboxes.answer(next(START), visitor('guest-a'))).toMatchObject(moved)
  expect(sandboxes.answer(next(START), visitor('guest-a'))).toMatchObject({
    ok: false,
    why: 'moved-on',
    sandbox: { at: { h: 0, v: 0, f: 0 }, moves: 1 },
  })
  expect(sandboxes.answer(open, visitor('guest-b'))).toMatchObject({ sandbox: { at: START, moves: 0 } })
  expect(sandboxes.answer(next(START), visitor('guest-c'))).toEqual({ ok: false, why: 'ended' })
})

test('[E111] it visits all steps, and answers at both ends', () => {
  const sandboxes = createSandboxes()
  sandboxes.answer(open, visitor('guest-a'))
  expect(sandboxes.answer(prev(START), visitor('guest-a'))).toMatchObject({ ok: false, why: 'at-start' })
  let at = START
  let moves = 0
  for (;;) {
    const answer = sandboxes.answer(next(at), visitor('guest-a'))
    if (!answer.ok) {
      expect(answer).toMatchObject({ why: 'at-end' })
      break
    }
    at = answer.sandbox.at
    moves += 1
  }
  const steps = SANDBOX_OUTLINE.reduce((sum, slide) => sum + slide.steps, 0)
  expect(moves).toBe(SANDBOX_OUTLINE.length - 1 + steps)
})

test('[E112] a sandbox ends 15 minutes after its last use', () => {
  const sandboxes = createSandboxes()
  sandboxes.answer(open, visitor('guest-a'))
  sandboxes.answer(open, visitor('guest-b'))
  vi.advanceTimersByTime(IDLE_MS - 1)
  expect(sandboxes.answer({ query: 'sandbox/tilt', x: 0.123, y: 1 }, visitor('guest-b'))).toMatchObject({
    sandbox: { dot: { x: 0.12, y: 1 } },
  })
  vi.advanceTimersByTime(1)
  expect(sandboxes.topic.opening()).toMatchObject({ total: 1, wall: [2] })
  expect(sandboxes.answer(next(START), visitor('guest-a'))).toEqual({ ok: false, why: 'ended' })
  vi.advanceTimersByTime(IDLE_MS)
  expect(sandboxes.topic.opening()).toEqual({ total: 0, wall: [], changed: [] })
})

test('[E112] any clock can be used', () => {
  let now = 1000
  const sandboxes = createSandboxes(() => now)
  sandboxes.answer(open, visitor('guest-a'))
  now += IDLE_MS
  expect(sandboxes.answer(next(START), visitor('guest-a'))).toEqual({ ok: false, why: 'ended' })
})

test('[E113] the 501st is refused until one has ended', () => {
  const sandboxes = createSandboxes()
  for (let i = 0; i < MAX_SANDBOXES; i += 1) sandboxes.answer(open, visitor(`guest-${i}`))
  expect(sandboxes.answer(open, visitor('late'))).toEqual({ ok: false, why: 'full' })
  expect(sandboxes.answer(open, visitor('guest-7'))).toMatchObject({ ok: true, sandbox: { number: 8 } })
  vi.advanceTimersByTime(IDLE_MS)
  expect(sandboxes.answer(open, visitor('late'))).toMatchObject({ ok: true, sandbox: { number: 501 } })
})

test('[E114] the wall gets what changed, merged in ticks, newest first, and only while watched', () => {
  const sandboxes = createSandboxes()
  for (let i = 1; i <= 20; i += 1) sandboxes.answer(open, visitor(`guest-${i}`))
  const heard: SandboxesNews[] = []
  const stop = sandboxes.topic.start((news) => heard.push(news))
  expect(sandboxes.topic.opening().wall).toEqual([20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5])
  expect(heard).toEqual([])

  for (const x of [0.1, 0.2, 0.3]) sandboxes.answer({ query: 'sandbox/tilt', x, y: 0 }, visitor('guest-20'))
  sandboxes.answer(next(START), visitor('guest-19'))
  sandboxes.answer(next(START), visitor('guest-1'))
  vi.advanceTimersByTime(100)
  expect(heard).toHaveLength(1)
  expect(heard[0]?.changed).toMatchObject([
    { number: 20, dot: { x: 0.3, y: 0 } },
    { number: 19, moves: 1 },
  ])

  sandboxes.answer(open, visitor('guest-21'))
  vi.advanceTimersByTime(100)
  expect(heard[1]).toMatchObject({ total: 21, changed: [{ number: 21 }] })
  expect(heard[1]?.wall).toHaveLength(16)

  stop()
  sandboxes.answer(next(START), visitor('guest-20'))
  vi.advanceTimersByTime(1000)
  expect(heard).toHaveLength(2)
})

test('[E130] a sandbox ends a minute after the last connection of its owner, unless they return', () => {
  const sandboxes = createSandboxes()
  const [first, second] = [enter('guest-a'), enter('guest-a')]
  for (const each of [first, second]) sandboxes.answer(open, each)
  sandboxes.left(first)
  vi.advanceTimersByTime(2 * AWAY_MS)
  sandboxes.left(second)
  vi.advanceTimersByTime(AWAY_MS - 1)
  const back = enter('guest-a')
  expect(sandboxes.answer(open, back)).toMatchObject({ ok: true, sandbox: { number: 1 } })
  vi.advanceTimersByTime(2 * AWAY_MS)
  sandboxes.left(back)
  vi.advanceTimersByTime(AWAY_MS)
  expect(sandboxes.topic.opening().total).toBe(0)
  expect(sandboxes.answer(next(START), enter('guest-a'))).toEqual({ ok: false, why: 'ended' })
})

test('[E130] the sandbox of an owner who has disconnected ends at once when its place is needed', () => {
  const sandboxes = createSandboxes()
  const all = Array.from({ length: MAX_SANDBOXES }, (_, i) => enter(`guest-${i}`))
  for (const each of all) sandboxes.answer(open, each)
  expect(sandboxes.answer(open, enter('late'))).toEqual({ ok: false, why: 'full' })
  sandboxes.left(all[7]!)
  expect(sandboxes.answer(open, enter('late'))).toMatchObject({ ok: true })
  expect(sandboxes.answer(open, enter('later'))).toEqual({ ok: false, why: 'full' })
  expect(sandboxes.answer(next(START), all[7]!)).toEqual({ ok: false, why: 'ended' })
  expect(sandboxes.answer(next(START), all[8]!)).toMatchObject({ ok: true })
})

test('[E131] [AT32] one address opens 100 sandboxes at once, ten a second after that, and has three of four places at most', () => {
  const sandboxes = createSandboxes()
  const script = address()
  let taken = 0
  const attack = (): string => {
    const answer = sandboxes.answer(open, enter(`script-${taken}`, script))
    if (answer.ok) taken += 1
    return answer.ok ? 'taken' : answer.why
  }
  let last = 'taken'
  while (last === 'taken') last = attack()
  expect([taken, last]).toEqual([VISITS, 'often'])
  for (let second = 0; second < 60; second += 1) {
    vi.advanceTimersByTime(1000)
    while ((last = attack()) === 'taken');
  }
  expect([taken, last]).toEqual([shareOf(MAX_SANDBOXES), 'full'])
  expect(sandboxes.answer(open, enter('elsewhere'))).toMatchObject({ ok: true })
})

test('[E127] a browser without a cookie gets no sandbox', () => {
  const passing: Visitor = {
    who: { role: 'audience', paired: false, id: 'x', passing: true },
    visits: undefined,
    reacts: undefined,
  }
  expect(createSandboxes().answer(open, passing)).toEqual({ ok: false, why: 'no-cookie' })
})
