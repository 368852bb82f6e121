/** Where a talk is: a slide of the outline and a step. Pages load it without the rules of the moves. */
import type { Outline, OutlineSlide } from './deck.ts'

/** Always absolute. `f` is the last fragment shown, -1 when none is. */
export interface Position {
  h: number
  v: number
  f: number
}

export const START: Position = { h: 0, v: 0, f: -1 }

export function samePosition(a: Position, b: Position): boolean {
  return a.h === b.h && a.v === b.v && a.f === b.f
}

/** The index in the outline of the slide at this position, or -1. */
export function slideIndex(outline: Outline, at: Position): number {
  return outline.findIndex((slide) => slide.h === at.h && slide.v === at.v)
}

/** The slide with its fragments up to `f`. */
export function on(slide: OutlineSlide, f: number): Position {
  return { h: slide.h, v: slide.v, f }
}

/** The position after a deck change: the same slide by id, else the nearest position that exists. */
export function followSlide(before: Outline, after: Outline, at: Position): Position {
  const was = slideIndex(before, at)
  const id = before[was]?.id
  // In a damaged log, the outline may be lost while the position is not.
  const same = before.length === 0 ? after[slideIndex(after, at)] : after.find((s) => s.id === id)
  const slide = same ?? after[Math.min(Math.max(was, 0), after.length - 1)]
  return slide ? on(slide, Math.min(at.f, slide.steps - 1)) : START
}
