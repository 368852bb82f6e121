/** The state of a follower who may look back: what may be shown, what is shown, and what was missed. Pure. */
import type { OutlineSlide } from '../protocol/deck.ts'
import { followSlide, START, type Position } from '../protocol/position.ts'

type Slides = readonly OutlineSlide[]

/** One browser's view of the talk. Immutable. */
export interface Browse {
  slides: Slides
  /** Whether the deck lets the audience look ahead. */
  ahead: boolean
  /** The talk's position. */
  live: Position
  /** The furthest position of the talk while this page was open. */
  reached: Position
  /** The position that this person looks at; null follows the talk. */
  at: Position | null
  /** The index of the talk's slide when this person stopped following. */
  left: number
}

export function startBrowse(slides: Slides, ahead: boolean, live: Position): Browse {
  return { slides, ahead, live, reached: live, at: null, left: 0 }
}

/** The position to show now. */
export function shown(browse: Browse): Position {
  return browse.at ?? browse.live
}

/** How many slides the talk has advanced since this person stopped following. */
export function missed(browse: Browse): number {
  return browse.at ? Math.max(0, indexOf(browse.slides, browse.reached) - browse.left) : 0
}

/** The talk has moved. A person who looks back stays on their slide. */
export function moveLive(browse: Browse, live: Position): Browse {
  const reached = after(browse.slides, live, browse.reached) ? live : browse.reached
  return rejoin({ ...browse, live, reached }, browse.at)
}

/** The previous slide at its last step; the same object if there is none. */
export function back(browse: Browse): Browse {
  return look(browse, indexOf(browse.slides, shown(browse)) - 1)
}

/** The next slide, unless the talk has not been there. */
export function forward(browse: Browse): Browse {
  return look(browse, indexOf(browse.slides, shown(browse)) + 1)
}

/**
 * Any slide by its index in the outline, at its last step or a given one; the same object if this person may not see
 * it.
 */
export function look(browse: Browse, index: number, step?: number): Browse {
  const slide = browse.slides[index]
  if (!slide || index > lastAllowed(browse) || index === indexOf(browse.slides, shown(browse))) return browse
  const left = browse.at ? browse.left : indexOf(browse.slides, browse.reached)
  const isReached = index === indexOf(browse.slides, browse.reached)
  const last = isReached && !browse.ahead ? browse.reached.f : slide.steps - 1
  const f = Math.min(step ?? last, last)
  return rejoin({ ...browse, left }, { h: slide.h, v: slide.v, f })
}

/** Follows the talk again. */
export function follow(browse: Browse): Browse {
  return { ...browse, at: null }
}

/** The index of the last slide that may be shown. */
export function lastAllowed(browse: Browse): number {
  return browse.ahead ? browse.slides.length - 1 : indexOf(browse.slides, browse.reached)
}

/** The deck was edited: every position stays on its slide. `live` is already a position in the new deck. */
export function replaceSlides(browse: Browse, slides: OutlineSlide[], ahead: boolean): Browse {
  const before = [...browse.slides]
  const moved = (at: Position): Position => (slides.length > 0 ? followSlide(before, slides, at) : START)
  const reached = moved(browse.reached)
  return {
    slides,
    ahead,
    live: browse.live,
    reached: after(slides, browse.live, reached) ? browse.live : reached,
    at: browse.at && moved(browse.at),
    left: indexOf(slides, moved({ ...(before[browse.left] ?? START), f: -1 })),
  }
}

/** A person who comes back to the talk's slide follows it again. */
function rejoin(browse: Browse, at: Position | null): Browse {
  const same = at !== null && at.h === browse.live.h && at.v === browse.live.v
  return { ...browse, at: same ? null : at }
}

function indexOf(slides: Slides, at: Position): number {
  return slides.findIndex((slide) => slide.h === at.h && slide.v === at.v)
}

function after(slides: Slides, a: Position, b: Position): boolean {
  const difference = indexOf(slides, a) - indexOf(slides, b)
  return difference > 0 || (difference === 0 && a.f > b.f)
}
