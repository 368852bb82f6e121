/** The pace as the audience wants it: the words, what a presenter's page gets, and how it decays. */

export const PACES = ['slower', 'faster', 'lost'] as const
export type Pace = (typeof PACES)[number]

/** What was said counts less and less, and after this time no more. */
export const PACE_FADES_MS = 5 * 60_000

/** Numbers of participants. */
export type PaceCounts = Readonly<Record<Pace, number>>

/** What was said from `at` on, in ms since 1970 on the server's clock, until the next bucket. */
export interface PaceBucket extends PaceCounts {
  readonly at: number
}

export interface PaceView {
  steps: readonly PaceBucket[]
  /** By slide id, for the whole talk. */
  slides: Readonly<Record<string, PaceCounts>>
}

/** What the sender has said on the current slide. */
export interface MyPace {
  what: Pace | null
}

/** The counts at a time on the server's clock: each bucket has its full weight at first, and none after `PACE_FADES_MS`. */
export function paceNow(steps: readonly PaceBucket[], now: number): PaceCounts {
  const sums = { slower: 0, faster: 0, lost: 0 }
  for (const step of steps) {
    const weight = Math.max(0, 1 - Math.abs(now - step.at) / PACE_FADES_MS)
    for (const what of PACES) sums[what] += step[what] * weight
  }
  return { slower: Math.ceil(sums.slower), faster: Math.ceil(sums.faster), lost: Math.ceil(sums.lost) }
}
