/** How large slides are laid out, and how they are scaled to the room they have. Pure. */
import type { DeckSettings } from '../protocol/deck.ts'

type Layout = 'wide' | 'tall'

interface Size {
  width: number
  height: number
}

/** Logical size of a slide in CSS pixels, and the factor that brings it to the screen. */
export interface Fit extends Size {
  layout: Layout
  scale: number
}

/** The narrower width at which a portrait phone lays slides out anew. */
const TALL_WIDTH = 720
/** A screen that is at least this much taller than wide counts as portrait. */
const TALL_FROM = 1.1

/** Scales are rounded as reveal.js rounds them, so that its own layout later changes nothing. */
const rounded = (scale: number): number => Math.round(scale * 100) / 100

/** `room` is the space for the slides in CSS pixels, `text` enlarges everything on them (1 is as authored). */
export function fit(
  room: Size,
  settings: Pick<DeckSettings, 'width' | 'height' | 'reflow'> & Partial<Pick<DeckSettings, 'margin'>>,
  text = 1,
): Fit {
  const tall = settings.reflow && room.height >= room.width * TALL_FROM
  const share = 1 - (settings.margin ?? 0)
  // A tall slide fills its room, so its size follows from the rounded scale: else it would reach over the edge.
  const perPixel = rounded((room.width * text) / TALL_WIDTH)
  const [width, height] = tall
    ? [Math.floor(room.width / perPixel), Math.floor(room.height / perPixel)]
    : [Math.round(settings.width / text), Math.round(settings.height / text)]
  const scale = rounded(Math.min(room.width / width, room.height / height) * share)
  return { layout: tall ? 'tall' : 'wide', width, height, scale }
}
