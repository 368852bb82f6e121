/** How long each slide is meant to take, as reveal.js's speaker view reads it. */
import type { Section } from '../../protocol/deck.ts'

/**
 * Seconds by the outline's order, from `data-timing` and `defaultTiming`; what is left of the total goes to the slides
 * that say nothing. Empty when no slide has a time.
 */
export function slideTimings(
  deck: { public: Section[] },
  { durationMinutes, defaultTiming }: { durationMinutes: number; defaultTiming: number },
): number[] {
  const leaves = deck.public.flatMap((section) =>
    section.children.length > 0 ? section.children : [section],
  )
  const given = leaves.map(({ attributes }) => Number.parseInt(attributes['data-timing'] ?? '', 10))
  if (defaultTiming === 0 && !given.some((seconds) => seconds >= 0)) return []
  const open = given.filter((seconds) => !(seconds >= 0)).length
  const spent = given.reduce((sum, seconds) => sum + (seconds >= 0 ? seconds : 0), 0)
  const share = durationMinutes > 0 ? Math.max(0, (durationMinutes * 60 - spent) / open) : defaultTiming
  return given.map((seconds) => (seconds >= 0 ? seconds : share))
}
