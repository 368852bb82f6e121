/** Tests that the controls inside slides lead to the same slides as in reveal.js. */
import { expect, test } from 'vitest'
import { positionTowards } from './directions.ts'

const slide = (h: number, v: number, steps: number) => ({ id: `${h}-${v}`, h, v, title: 'x', steps })
const outline = [slide(0, 0, 0), slide(1, 0, 2), slide(1, 1, 0), slide(2, 0, 1)]

test.each([
  ['right', [0, 0, -1], [1, 0, -1]],
  ['right', [1, 0, -1], [1, 0, 0]],
  ['right', [1, 0, 1], [2, 0, -1]],
  ['right', [2, 0, 0], null],
  ['left', [1, 0, 0], [1, 0, -1]],
  ['left', [2, 0, -1], [1, 0, 1]],
  ['left', [0, 0, -1], null],
  ['down', [1, 0, 1], [1, 1, -1]],
  ['down', [1, 1, -1], null],
  ['up', [1, 1, -1], [1, 0, 1]],
  ['up', [0, 0, -1], null],
] as const)('[B12] %s from %j leads to %j', (direction, from, to) => {
  const at = { h: from[0], v: from[1], f: from[2] }
  const expected = to && { h: to[0], v: to[1], f: to[2] }
  expect(positionTowards(direction, outline, at, false)).toEqual(expected)
})

test('[B12] from right to left, left and right are swapped', () => {
  expect(positionTowards('left', outline, { h: 0, v: 0, f: -1 }, true)).toEqual({ h: 1, v: 0, f: -1 })
  expect(positionTowards('right', outline, { h: 2, v: 0, f: -1 }, true)).toEqual({ h: 1, v: 0, f: 1 })
})
