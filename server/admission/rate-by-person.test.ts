import { expect, test } from 'vitest'
import { createPersonRate } from './rate-by-person.ts'

test('[R3] each person has a burst and then a rate, whoever else sends', () => {
  let time = 0
  const rate = createPersonRate(3, 1, () => time)
  expect([1, 2, 3, 4].map(() => rate.take('ada'))).toEqual([0, 0, 0, 1000])
  expect(rate.take('bob')).toBe(0)
  time = 1000
  expect([rate.take('ada'), rate.take('ada') > 0]).toEqual([0, true])
})
