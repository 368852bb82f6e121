/** The counting of packets, by a clock of its own. */
import { expect, onTestFinished, test, vi } from 'vitest'
import { createFloodCounter } from './flood-guard.ts'

test('[S15] whoever sends too much within two seconds is found, and is nobody special after them', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const tooMany = createFloodCounter(3)
  const [a, b] = [{}, {}]
  expect([1, 2, 3, 4].map(() => tooMany(a))).toEqual([false, false, false, true])
  expect(tooMany(b)).toBe(false)
  vi.advanceTimersByTime(2000)
  expect([1, 2, 3, 4].map(() => tooMany(a))).toEqual([false, false, false, true])
})
