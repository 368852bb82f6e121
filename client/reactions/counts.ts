/** Numbers of reactions by kind: sums, words, and a fair share of a few places. */
import type { BurstNews } from '../../protocol/reactions.ts'
import { number } from '../words.ts'

export function added(a: BurstNews, b: BurstNews): BurstNews {
  const sum = { ...a }
  for (const [kind, count] of Object.entries(b)) sum[kind] = (sum[kind] ?? 0) + count
  return sum
}

export function totalOf(burst: BurstNews): number {
  return Object.values(burst).reduce((sum, count) => sum + count, 0)
}

/** `👏 12, ❤️ 3`, the most frequent first; empty for none. */
export function wordsOf(burst: BurstNews): string {
  return Object.entries(burst)
    .filter(([, count]) => count > 0)
    .toSorted(([, a], [, b]) => b - a)
    .map(([kind, count]) => `${kind} ${number(count)}`)
    .join(', ')
}

/** The kinds for at most `places` floats: each kind by its share, and every kind at least once while there is space. */
export function shareOut(burst: BurstNews, places: number): string[] {
  const kinds = Object.entries(burst).filter(([, count]) => count > 0)
  const total = totalOf(burst)
  const few = total <= places
  const shares = kinds
    .toSorted(([, a], [, b]) => b - a)
    .flatMap(([kind, count]) => {
      const times = few ? count : Math.max(1, Math.floor((count / total) * places))
      return Array<string>(times).fill(kind)
    })
  return shares.slice(0, places)
}
