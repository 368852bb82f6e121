/** Random numbers by a seed: the same seed gives the same numbers on every computer. */

export interface Random {
  /** From 0 to below 1. */
  share(): number
  /** From 0 to below `count`. */
  index(count: number): number
  pick<T>(list: readonly T[]): T
  /** Times between events that happen independently, with this average. */
  gap(averageMs: number): number
  shuffled<T>(list: readonly T[]): T[]
}

/** `parts` name what the numbers are for, so that one use does not change another. */
export function randomOf(...parts: (string | number)[]): Random {
  let state = hashOf(parts.join(' '))
  /** Mulberry32. */
  const share = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const index = (count: number): number => Math.floor(share() * count)
  return {
    share,
    index,
    pick: (list) => list[index(list.length)]!,
    gap: (averageMs) => Math.round(-Math.log(1 - share()) * averageMs),
    shuffled(list) {
      const mixed = [...list]
      for (let i = mixed.length - 1; i > 0; i--) {
        const other = index(i + 1)
        ;[mixed[i], mixed[other]] = [mixed[other]!, mixed[i]!]
      }
      return mixed
    },
  }
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
