/** Which elements the slides of a deck have. */
import type { Outline, OutlineSlide } from './deck.ts'

export function slideHas(slide: OutlineSlide | undefined, tag: string): boolean {
  return slide?.elements?.some(({ name }) => name === tag) ?? false
}

/** Whether any of the slides has it. */
export function deckHas(outline: Outline, tag: string): boolean {
  return outline.some((slide) => slideHas(slide, tag))
}
