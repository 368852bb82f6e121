/** How lively the dancer of `live-dance` is: from the room's reactions per second to a move and its speed. */

/** A reaction counts less and less, and hardly after a few times this long. */
const FADES_MS = 2500

export type Move = 'still' | 'sway' | 'ride' | 'lasso'

/** From this many reactions per second. */
const FROM: readonly [perSecond: number, move: Move][] = [
  [4, 'lasso'],
  [1, 'ride'],
  [0.05, 'sway'],
]

export interface Energy {
  add(reactions: number, now: number): void
  /** Reactions per second, averaged over the last few seconds. */
  perSecond(now: number): number
}

export function createEnergy(): Energy {
  let sum = 0
  let at = 0
  function fade(now: number): void {
    sum *= Math.exp(-Math.max(0, now - at) / FADES_MS)
    at = now
  }
  return {
    add(reactions, now) {
      fade(now)
      sum += reactions
    },
    perSecond(now) {
      fade(now)
      return (sum / FADES_MS) * 1000
    },
  }
}

/** `rate` is the speed of the animations: 1 is a walk. */
export function danceOf(perSecond: number): { move: Move; rate: number } {
  const [, move] = FROM.find(([least]) => perSecond >= least) ?? [0, 'still']
  return { move, rate: Math.min(2.2, 0.7 + 0.3 * Math.log2(1 + perSecond)) }
}
