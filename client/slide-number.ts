/** The number of a slide and the progress, as reveal.js counts them. Pure. */
import type { DeckSettings } from '../protocol/deck.ts'

/** A slide in the order of `next`. */
export interface Counted {
  h: number
  v: number
  /** Whether it is part of a vertical stack. */
  stacked: boolean
  /** False for `data-visibility="uncounted"`. */
  counts: boolean
}

/** `index` is that of the current slide. */
export function slideNumber(
  format: NonNullable<DeckSettings['slideNumber']>,
  slides: readonly Counted[],
  index: number,
): string {
  const slide = slides[index]
  if (!slide) return ''
  const columns = slides.at(-1)!.h + 1
  const flat = format.includes('c') || columns === 1
  const own = slide.counts ? 1 : 0
  if (flat) {
    const number = String(before(slides, index) + own)
    return format === 'c/t' ? `${number}/${total(slides)}` : number
  }
  return `${slide.h + own}${slide.stacked ? `${format[1]}${slide.v + 1}` : ''}`
}

/** From 0 to 1; `steps` is the share of the slide's fragments that are visible, or null if it has none. */
export function progress(slides: readonly Counted[], index: number, steps: number | null): number {
  const count = total(slides)
  if (count < 2) return 0
  return Math.min((before(slides, index) + (steps ?? 0) * 0.9) / (count - 1), 1)
}

function before(slides: readonly Counted[], index: number): number {
  return slides.slice(0, index).filter((slide) => slide.counts).length
}

function total(slides: readonly Counted[]): number {
  return slides.filter((slide) => slide.counts).length
}
