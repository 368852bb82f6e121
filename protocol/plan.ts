/** The plan that a rehearsal makes: how long the talk was on each slide, and the times that the pace uses. */
import type { Deck } from './deck.ts'

/** In the order of the deck. A slide that no rehearsal has shown is absent. */
export type Rehearsed = readonly { slide: string; ms: number }[]

/** The planned length in minutes, and seconds for each slide of the outline; 0 and empty without a plan. */
export type Times = Pick<Deck, 'durationMinutes' | 'timings'>

/**
 * The plan after a rehearsal that took this long on each slide. A slide that it did not show keeps its time of the
 * rehearsal before.
 */
export function rehearse(
  outline: readonly { id: string }[],
  measuredMs: ReadonlyMap<string, number>,
  before: Rehearsed,
): Rehearsed {
  const earlier = new Map(before.map((each) => [each.slide, each.ms]))
  return outline.flatMap(({ id: slide }) => {
    const ms = measuredMs.get(slide) ?? earlier.get(slide)
    return ms === undefined ? [] : [{ slide, ms }]
  })
}

/**
 * The times of the deck, or else those of the rehearsals. A planned length of the deck stays, and the slides share it as
 * in the rehearsal. A slide without a time counts as long as the average of the others.
 */
export function plannedTimes(
  { durationMinutes, timings, outline }: Times & { outline: readonly { id: string }[] },
  rehearsed: Rehearsed,
): Times {
  const known = new Map(rehearsed.map((each) => [each.slide, each.ms / 1000]))
  const shown = outline.flatMap(({ id }) => known.get(id) || [])
  if (timings.length > 0 || shown.length === 0) return { durationMinutes, timings }
  const average = sum(shown) / shown.length
  const seconds = outline.map(({ id }) => known.get(id) ?? average)
  const scale = durationMinutes > 0 ? (durationMinutes * 60) / sum(seconds) : 1
  return {
    durationMinutes: (sum(seconds) * scale) / 60,
    timings: seconds.map((each) => each * scale),
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0)
}
