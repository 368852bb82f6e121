import { expect, test } from 'vitest'
import type { Outline } from '../deck.ts'
import { decidePosition, nextPosition, prevPosition } from './position.ts'
import { followSlide, START, type Position } from '../position.ts'

const slide = (id: string, h: number, v: number, steps: number): Outline[number] => ({
  id,
  h,
  v,
  title: id,
  steps,
})
const outline: Outline = [slide('a', 0, 0, 0), slide('b', 1, 0, 2), slide('b2', 1, 1, 0), slide('c', 2, 0, 1)]
const walk: Position[] = [
  { h: 0, v: 0, f: -1 },
  { h: 1, v: 0, f: -1 },
  { h: 1, v: 0, f: 0 },
  { h: 1, v: 0, f: 1 },
  { h: 1, v: 1, f: -1 },
  { h: 2, v: 0, f: -1 },
  { h: 2, v: 0, f: 0 },
]
const id = 'intent-0001'

test('[T5] next visits every step of every slide in order, including stacks', () => {
  const visited: Position[] = []
  for (let at: Position | null = START; at; at = nextPosition(outline, at)) visited.push(at)
  expect(visited).toEqual(walk)
})

test('[T5] prev goes the same way back and enters a slide at its last step', () => {
  const visited: Position[] = []
  for (let at: Position | null = walk.at(-1) ?? null; at; at = prevPosition(outline, at)) visited.push(at)
  expect(visited).toEqual(walk.toReversed())
})

test('[T6] the last step answers at-end, the first at-start', () => {
  const last = { h: 2, v: 0, f: 0 }
  expect(decidePosition(last, outline, { id, type: 'position/next', from: last })).toMatchObject({
    code: 'at-end',
  })
  expect(decidePosition(START, outline, { id, type: 'position/prev', from: START })).toMatchObject({
    code: 'at-start',
  })
})

test('[T3] a move from another position than the talk’s changes nothing', () => {
  const answer = decidePosition({ h: 1, v: 0, f: 0 }, outline, { id, type: 'position/next', from: START })
  expect(answer).toEqual({ code: 'moved-on', retry: false })
})

test.each([
  ['a slide that is not there', { h: 7, v: 0, f: -1 }],
  ['a step that is not there', { h: 1, v: 0, f: 2 }],
  ['a step on a slide without any', { h: 0, v: 0, f: 0 }],
])('[T4] goto %s is refused', (_what, to) => {
  expect(decidePosition(START, outline, { id, type: 'position/goto', to })).toMatchObject({
    code: 'no-such-slide',
  })
})

test('[T4] goto is absolute, and to the current position it changes nothing', () => {
  const to = { h: 1, v: 0, f: 1 }
  expect(decidePosition(START, outline, { id, type: 'position/goto', to })).toEqual([
    { type: 'position/moved', ...to },
  ])
  expect(decidePosition(to, outline, { id, type: 'position/goto', to })).toEqual([])
})

test('[T8] after a deck change the talk stays on the slide with the same id, at a step that exists', () => {
  const after = [slide('new', 0, 0, 0), slide('a', 1, 0, 0), slide('b', 2, 0, 1)]
  expect(followSlide(outline, after, { h: 1, v: 0, f: 1 })).toEqual({ h: 2, v: 0, f: 0 })
})

test('[T8] if the slide is gone, the talk moves to the nearest position', () => {
  expect(followSlide(outline, [slide('x', 0, 0, 0)], { h: 2, v: 0, f: 0 })).toEqual({ h: 0, v: 0, f: -1 })
})
