/** Tests for the counting of packets, with a test clock. */
import { expect, onTestFinished, test, vi } from 'vitest'
import { createFloodCounter } from './flood-guard.ts'

test('[S15] a connection that sends too much within two seconds is found, and counts as usual after them', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const tooMany = createFloodCounter(3)
  const [a, b] = [{}, {}]
  expect([1, 2, 3, 4].map(() => tooMany(a))).toEqual([false, false, false, true])
  expect(tooMany(b)).toBe(false)
  vi.advanceTimersByTime(2000)
  expect([1, 2, 3, 4].map(() => tooMany(a))).toEqual([false, false, false, true])
})
