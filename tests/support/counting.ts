/** For tests of collections: what a change has copied, and random numbers that are the same each time. */

/** Slots of the objects that the second does not share with the first: what was copied or created. */
export function copied(before: unknown, after: unknown): number {
  if (before === after || typeof after !== 'object' || after === null) return 0
  const known: Record<string, unknown> = typeof before === 'object' && before !== null ? { ...before } : {}
  const parts = Object.entries(after)
  return parts.reduce((sum, [key, part]) => sum + copied(known[key], part), parts.length)
}

/** The same numbers for the same seed. */
export function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
