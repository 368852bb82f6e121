/** Tests that a process that cannot keep up reports it, and recovers by itself. */
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import pino from 'pino'
import { createWatchdog } from './watchdog.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function watched() {
  const lines: string[] = []
  const logger = pino(
    { base: null },
    { write: (line) => lines.push((JSON.parse(line) as { msg: string }).msg) },
  )
  const place = { stoodMs: 0, heap: 0.2 }
  const watchdog = createWatchdog({
    logger,
    now: () => Date.now() + place.stoodMs,
    heap: () => place.heap,
  })
  onTestFinished(watchdog.close)
  return { watchdog, place, lines }
}

test('[M6] a loop blocked for more than a second makes the server not ready for five seconds', async () => {
  const { watchdog, place, lines } = watched()
  await vi.advanceTimersByTimeAsync(1000)
  expect(watchdog.trouble()).toBe(null)
  place.stoodMs += 900
  await vi.advanceTimersByTimeAsync(250)
  expect([watchdog.trouble(), watchdog.lagMs()]).toEqual([null, 900])
  place.stoodMs += 3000
  // The first to check, the timer or a probe, reports it.
  expect(watchdog.trouble()).toBe('The event loop was blocked for 2.8 s.')
  await vi.advanceTimersByTimeAsync(250)
  expect(watchdog.trouble()).toBe('The event loop was blocked for 3.0 s.')
  expect(watchdog.pressure()).toBe(true)
  await vi.advanceTimersByTimeAsync(5000)
  expect([watchdog.trouble(), watchdog.pressure()]).toEqual([null, false])
  expect(lines).toEqual(['The event loop was blocked for 3.0 s.', 'The server keeps up again.'])
})

test('[M7] a heap above 85 % of its limit is reported until it is below 80 %', async () => {
  const { watchdog, place, lines } = watched()
  const at = async (heap: number): Promise<string | null> => {
    place.heap = heap
    await vi.advanceTimersByTimeAsync(250)
    return watchdog.trouble()
  }
  expect(await at(0.84)).toBe(null)
  expect(await at(0.86)).toBe('The heap is nearly full.')
  expect(await at(0.82)).toBe('The heap is nearly full.')
  expect(watchdog.pressure()).toBe(true)
  expect(await at(0.79)).toBe(null)
  expect(lines).toEqual(['The heap is nearly full.', 'The server keeps up again.'])
})

test('[M6] detects a real event loop that is really blocked', () => {
  vi.useRealTimers()
  const watchdog = createWatchdog({ logger: pino({ level: 'silent' }) })
  onTestFinished(watchdog.close)
  const until = performance.now() + 1300
  while (performance.now() < until);
  expect(watchdog.trouble()).toMatch(/^The event loop was blocked for \d+\.\d s\.$/)
})
