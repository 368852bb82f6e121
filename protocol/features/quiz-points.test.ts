import { expect, test } from 'vitest'
import { byStanding, isRight, isTied, pointsFor } from './quiz-points.ts'

test('[U6] a right answer brings all points at once, half of them at the deadline, and never less', () => {
  const question = { points: 1000, seconds: 20 }
  const after = [-5, 0, 5_000, 10_000, 20_000, 99_000]
  expect(after.map((ms) => pointsFor(question, ms))).toEqual([1000, 1000, 875, 750, 500, 500])
  expect(pointsFor({ points: 1000, seconds: 0 }, 99_000)).toBe(1000)
})

test('[U6] an answer is right if it contains exactly the right options', () => {
  expect(isRight([0, 2], [0, 2])).toBe(true)
  for (const options of [[], [0], [2], [0, 1, 2], [0, 1]]) expect(isRight(options, [0, 2])).toBe(false)
})

test('[U7] more points come first, then the faster right answers, then those who joined first', () => {
  const ada = { score: 500, rightMs: 900, number: 3 }
  const bob = { score: 500, rightMs: 800, number: 4 }
  const cy = { score: 900, rightMs: 9000, number: 5 }
  const dee = { ...ada, number: 1 }
  expect([ada, bob, cy, dee].toSorted(byStanding)).toEqual([cy, bob, dee, ada])
  expect(isTied(ada, dee)).toBe(true)
  expect(isTied(ada, bob)).toBe(false)
})
