/** Tests when a browser tries again, and the effect in a full room. */
import { expect, test } from 'vitest'
import { createBackoff } from './backoff.ts'

/** The longest waits of the first tries. */
const longest = (backoff: ReturnType<typeof createBackoff>, tries: number, busy: boolean): number[] =>
  Array.from({ length: tries }, () => backoff.next(busy))
const latest = (): number => 1

test('[P30] [F20] presenters and stages reconnect at once, and try at least every 2 s', () => {
  for (const role of ['presenter', 'stage'] as const) {
    const backoff = createBackoff(role, latest)
    backoff.spread(8000)
    expect(longest(backoff, 6, true)).toEqual([300, 500, 1000, 2000, 2000, 2000])
  }
})

test('[P30] [F10] in a small room, an outage of 2 s is retried within every second of it', () => {
  expect(longest(createBackoff('audience', latest), 4, false)).toEqual([1000, 1000, 1000, 2000])
})

test('[P31] [F11] while nothing answers, no try is more than 3 s away', () => {
  expect(longest(createBackoff('audience', latest), 9, false).at(-1)).toBe(3000)
})

test('[P31] [F20] refused by a busy server, a browser waits in windows that grow to 15 s', () => {
  expect(longest(createBackoff('audience', latest), 8, true)).toEqual([
    1000, 1000, 1000, 2000, 4000, 8000, 15_000, 15_000,
  ])
})

test('[P30] [F20] the server sets the spread of a big room; after a live connection the backoff starts over', () => {
  const backoff = createBackoff('audience', latest)
  backoff.spread(8000)
  expect(longest(backoff, 6, true)).toEqual([8000, 2000, 4000, 8000, 15_000, 15_000])
  expect(backoff.failures).toBe(6)
  backoff.reset()
  expect([backoff.failures, backoff.next(true)]).toEqual([0, 8000])
})

test('[P31] [F20] 9,000 browsers at a limit of 1,500 a second: 99 % are connected within 15 s, all within 45 s', () => {
  let seed = 7
  const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
  const waiting = Array.from({ length: 9000 }, () => {
    const backoff = createBackoff('audience', random)
    backoff.spread(8000)
    return { backoff, at: backoff.next(false) }
  })
  const inAfter: number[] = []
  for (let second = 0; waiting.length > 0 && second < 60; second++) {
    const due = waiting
      .filter(({ at }) => at < (second + 1) * 1000)
      .toSorted((one, other) => one.at - other.at)
    for (const [i, each] of due.entries()) {
      if (i < 1500) {
        inAfter.push(each.at)
        waiting.splice(waiting.indexOf(each), 1)
      } else each.at += each.backoff.next(true)
    }
  }
  inAfter.sort((one, other) => one - other)
  expect(waiting).toEqual([])
  expect(inAfter[Math.floor(9000 * 0.99)]).toBeLessThan(15_000)
  expect(inAfter.at(-1)).toBeLessThan(45_000)
})
