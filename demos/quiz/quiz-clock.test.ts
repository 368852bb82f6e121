import { expect, test } from 'vitest'
import { shareLeft } from './quiz-clock.ts'

test('[U14] the remaining time goes from all to nothing by the server’s clock; without a limit it stays', () => {
  const time = { at: 1000, seconds: 20 }
  expect([0, 1000, 6000, 21_000, 99_000].map((now) => shareLeft(time, now))).toEqual([1, 1, 0.75, 0, 0])
  expect(shareLeft({ at: 1000, seconds: 0 }, 99_000)).toBe(1)
})
