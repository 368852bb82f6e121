/** Tests for slides that are removed from the deck and return: folds of entries. */
import { expect, test } from 'vitest'
import type { Outline } from '../deck.ts'
import type { Event } from '../event.ts'
import { EMPTY, evolve, type State } from '../state.ts'

const deck = (count: number, steps = 3): Outline =>
  Array.from({ length: count }, (_, h) => ({ id: `s${h}`, h, v: 0, title: `S${h}`, steps }))
const outlined = (slides: Outline): Event => ({ type: 'talk/outlined', version: 'v', slides })
const moved = (h: number, f = -1): Event => ({ type: 'position/moved', h, v: 0, f })

/** The fold of events, each with its time in seconds. */
function fold(...events: [second: number, event: Event][]): State {
  return events.reduce<State>(
    (state, [second, event], i) =>
      evolve(state, { seq: i + 1, at: second * 1000, by: 'server', id: `intent-${i}`, event }),
    EMPTY,
  )
}

const before: [number, Event][] = [
  [0, outlined(deck(39))],
  [1, moved(24, 1)],
]

test('[T31] if slides are gone for less than a minute, the talk returns to its position', () => {
  const gone = fold(...before, [10, outlined(deck(15))])
  expect(gone.position).toEqual({ h: 14, v: 0, f: 1 })
  expect(fold(...before, [10, outlined(deck(15))], [69, outlined(deck(39))]).position).toEqual({
    h: 24,
    v: 0,
    f: 1,
  })
})

test('[T31] after a minute it stays where it is', () => {
  expect(fold(...before, [10, outlined(deck(15))], [70, outlined(deck(39))]).position.h).toBe(14)
})

test('[T31] a deck that shrinks in several steps, even to one slide, and grows again', () => {
  const state = fold(
    ...before,
    [10, outlined(deck(20))],
    [11, outlined(deck(1))],
    [12, outlined(deck(20))],
    [13, outlined(deck(39))],
  )
  expect(state.position).toEqual({ h: 24, v: 0, f: 1 })
})

test('[T31] steps that are gone for a moment return too', () => {
  const cut = fold(...before, [10, outlined(deck(25, 0))])
  expect(cut.position).toEqual({ h: 24, v: 0, f: -1 })
  expect(fold(...before, [10, outlined(deck(25, 0))], [11, outlined(deck(39))]).position.f).toBe(1)
})

test('[T32] it does not return if somebody has moved the talk meanwhile, even back to the same position', () => {
  const away = fold(...before, [10, outlined(deck(15))], [11, moved(3)], [12, outlined(deck(39))])
  expect(away.position).toEqual({ h: 3, v: 0, f: -1 })
  const there = fold(
    ...before,
    [10, outlined(deck(15))],
    [11, moved(3)],
    [12, moved(14, 1)],
    [13, outlined(deck(39))],
  )
  expect(there.position).toEqual({ h: 14, v: 0, f: 1 })
})

test('[T32] once it is back, a later change of the deck starts from there', () => {
  const state = fold(
    ...before,
    [10, outlined(deck(15))],
    [11, outlined(deck(39))],
    [12, outlined(deck(30))],
    [13, outlined(deck(39))],
  )
  expect(state.position).toEqual({ h: 24, v: 0, f: 1 })
  expect(state.left.slide).toBe('')
})
