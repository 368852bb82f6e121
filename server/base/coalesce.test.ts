import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { coalesce } from './coalesce.ts'

beforeEach(() => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
})

test('[Z11] calls while a run is scheduled are merged into it, and a call from within the run schedules the next', () => {
  const runs: number[] = []
  const merged = coalesce(() => {
    runs.push(Date.now())
    if (runs.length === 1) merged.soon()
  }, 100)
  const begun = Date.now()
  merged.soon()
  vi.advanceTimersByTime(60)
  merged.soon()
  vi.advanceTimersByTime(500)
  expect(runs.map((at) => at - begun)).toEqual([100, 200])
})

test('[Z11] a cancelled run does not happen, and the next call has the full delay', () => {
  const run = vi.fn()
  const merged = coalesce(run, 100)
  merged.soon()
  vi.advanceTimersByTime(60)
  merged.cancel()
  merged.soon()
  vi.advanceTimersByTime(99)
  expect(run).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(run).toHaveBeenCalledOnce()
})

test('[Z11] a delay given as a function is read when a run is scheduled', () => {
  const run = vi.fn()
  let delay = 10
  const merged = coalesce(run, () => delay)
  merged.soon()
  delay = 1000
  vi.advanceTimersByTime(10)
  expect(run).toHaveBeenCalledOnce()
  merged.soon()
  vi.advanceTimersByTime(10)
  expect(run).toHaveBeenCalledOnce()
})
