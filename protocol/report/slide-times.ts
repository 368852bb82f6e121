/** How long the talk was on each slide, from the entries of its log. */
import type { Entry } from '../event.ts'
import { slideIndex } from '../position.ts'
import type { State } from '../state.ts'

/** Without an entry for longer than this, the talk was interrupted, or it was over and the server started again. */
const PAUSE_MS = 30 * 60_000

export interface SlideTimes {
  /** When the talk began and when it ended, in ms since 1970; null for a talk that has not begun. */
  startedAt: number | null
  endedAt: number | null
  /** In ms, by the id of the slide. */
  bySlide: ReadonlyMap<string, number>
  /** The titles of the slides that the talk was on, by id. */
  titles: ReadonlyMap<string, string>
}

/** The time counts from the first move, or from the last restart of the clock, until the end of the talk. */
export function measureSlides(): {
  see(entry: Entry, before: State, after: State): void
  times(): SlideTimes
} {
  const bySlide = new Map<string, number>()
  const titles = new Map<string, string>()
  let startedAt: number | null = null
  let endedAt: number | null = null
  let last = 0

  return {
    see({ at }, before, after) {
      const slide = before.talk.outline[slideIndex(before.talk.outline, before.position)]
      const passed = at - last
      const runs = startedAt !== null && !before.talk.over
      if (runs && slide && passed > 0 && passed <= PAUSE_MS) {
        bySlide.set(slide.id, (bySlide.get(slide.id) ?? 0) + passed)
        titles.set(slide.id, slide.title)
        endedAt = at
      }
      last = Math.max(last, at)
      if (after.clock.startedAt === startedAt) return
      startedAt = after.clock.startedAt
      endedAt = startedAt
      bySlide.clear()
      titles.clear()
    },
    times: () => ({ startedAt, endedAt, bySlide, titles }),
  }
}
