/** The targets of the controls inside slides: `.navigate-left`, `-right`, `-up`, `-down`. Pure. */
import type { OutlineSlide } from '../protocol/deck.ts'
import type { Position } from '../protocol/position.ts'

export type Direction = 'left' | 'right' | 'up' | 'down'

/** As in reveal.js, a slide's steps come first. Null if there is nothing in that direction. */
export function positionTowards(
  direction: Direction,
  outline: readonly OutlineSlide[],
  at: Position,
  rtl: boolean,
): Position | null {
  const onwards = direction === 'down' || direction === (rtl ? 'left' : 'right')
  const here = outline.find(({ h, v }) => h === at.h && v === at.v)
  if (!here) return null
  if (onwards && at.f < here.steps - 1) return { ...at, f: at.f + 1 }
  if (!onwards && at.f >= 0) return { ...at, f: at.f - 1 }
  const by = onwards ? 1 : -1
  const to = direction === 'up' || direction === 'down' ? { h: at.h, v: at.v + by } : { h: at.h + by, v: 0 }
  const slide = outline.find(({ h, v }) => h === to.h && v === to.v)
  return slide ? { ...to, f: onwards ? -1 : slide.steps - 1 } : null
}
