/** Tests for the counting of followers into the log. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { PRESENCE_EVERY_MS } from '../../protocol/features/presence.ts'
import type { Intent } from '../../protocol/intent.ts'
import { EMPTY, evolve, type State } from '../../protocol/state.ts'
import { countPresence } from './count-presence.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A talk that takes every count; `run` lets the given number of minutes pass. */
function counted(state: State, audience: () => number | undefined) {
  const talk = {
    state,
    counts: [] as number[],
    append(intent: Intent) {
      if (intent.type !== 'presence/count') throw new Error('Something else was sent.')
      talk.counts.push(intent.audience)
      const event = { type: 'presence/counted', audience: intent.audience } as const
      const entry = { seq: talk.state.seq + 1, at: 1, by: 'server', id: intent.id, event }
      talk.state = evolve(talk.state, entry)
      return Promise.resolve({ ok: true as const, seq: talk.state.seq })
    },
  }
  const stop = countPresence(talk, audience)
  return { talk, stop, run: (minutes: number) => vi.advanceTimersByTime(minutes * PRESENCE_EVERY_MS) }
}

const RUNNING: State = { ...EMPTY, clock: { startedAt: 1 } }

test('[W3] followers are counted once a minute, and only if their number has changed', () => {
  let audience: number | undefined
  const { talk, stop, run } = counted(RUNNING, () => audience)
  run(2)
  expect(talk.counts).toEqual([])
  audience = 5
  run(3)
  audience = 7
  run(0.9)
  expect(talk.counts).toEqual([5])
  run(0.1)
  expect(talk.counts).toEqual([5, 7])
  stop()
  audience = 9
  run(5)
  expect(talk.counts).toEqual([5, 7])
})

test('[W3] nobody is counted before the talk begins and after it ends', () => {
  const before = counted(EMPTY, () => 5)
  before.run(3)
  const after = counted({ ...RUNNING, talk: { ...EMPTY.talk, over: true } }, () => 5)
  after.run(3)
  expect([before.talk.counts, after.talk.counts]).toEqual([[], []])
})
