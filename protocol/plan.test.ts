/** Tests for the plan of a rehearsal: which time each slide gets, and when the deck's own times count. */
import { expect, test } from 'vitest'
import { plannedTimes, rehearse } from './plan.ts'

const outline = ['start', 'idea', 'demo', 'end'].map((id) => ({ id }))
const OPEN = { outline, durationMinutes: 0, timings: [] }

test('[V28] a rehearsal replaces the times of the slides that it showed, and only those', () => {
  const first = rehearse(
    outline,
    new Map([
      ['idea', 60_000],
      ['demo', 120_000],
    ]),
    [],
  )
  expect(first).toEqual([
    { slide: 'idea', ms: 60_000 },
    { slide: 'demo', ms: 120_000 },
  ])
  const second = rehearse(
    outline,
    new Map([
      ['demo', 90_000],
      ['end', 30_000],
      ['removed', 5000],
    ]),
    first,
  )
  expect(second.map(({ slide, ms }) => [slide, ms])).toEqual([
    ['idea', 60_000],
    ['demo', 90_000],
    ['end', 30_000],
  ])
})

test('[V28] a slide may be called like a member of every object', () => {
  const odd = ['start', 'constructor', '__proto__'].map((id) => ({ id }))
  const times = rehearse(
    odd,
    new Map([
      ['constructor', 1000],
      ['__proto__', 3000],
    ]),
    [],
  )
  expect(plannedTimes({ ...OPEN, outline: odd }, times).timings).toEqual([2, 1, 3])
})

test('[V29] without times in the deck, the rehearsal gives the length and the time of each slide', () => {
  const rehearsed = rehearse(
    outline,
    new Map([
      ['idea', 60_000],
      ['demo', 120_000],
    ]),
    [],
  )
  // A slide that was never shown counts as the average of those that were.
  expect(plannedTimes(OPEN, rehearsed)).toEqual({ durationMinutes: 6, timings: [90, 60, 120, 90] })
})

test('[V29] a planned length stays, and the slides share it as in the rehearsal', () => {
  const rehearsed = [
    { slide: 'start', ms: 0 },
    { slide: 'idea', ms: 60_000 },
    { slide: 'demo', ms: 120_000 },
    { slide: 'end', ms: 60_000 },
  ]
  expect(plannedTimes({ ...OPEN, durationMinutes: 8 }, rehearsed)).toEqual({
    durationMinutes: 8,
    timings: [0, 120, 240, 120],
  })
})

test('[V29] times of the deck, or slides that nobody rehearsed, leave everything as it is', () => {
  const timed = { outline, durationMinutes: 4, timings: [60, 60, 60, 60] }
  const rehearsed = [{ slide: 'idea', ms: 5000 }]
  expect(plannedTimes(timed, rehearsed)).toEqual({ durationMinutes: 4, timings: [60, 60, 60, 60] })
  const bare = { durationMinutes: 0, timings: [] }
  expect(plannedTimes(OPEN, [])).toEqual(bare)
  expect(plannedTimes(OPEN, [{ slide: 'start', ms: 0 }])).toEqual(bare)
  expect(plannedTimes(OPEN, [{ slide: 'of another deck', ms: 5000 }])).toEqual(bare)
})
