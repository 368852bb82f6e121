/** Computes the layout size of slides and their scale for the available space. Pure. */
import type { DeckSettings } from '../protocol/deck.ts'

type Layout = 'wide' | 'tall'

interface Size {
  width: number
  height: number
}

/** The logical size of a slide in CSS pixels, and its scale on the screen. */
export interface Fit extends Size {
  layout: Layout
  scale: number
}

/** The narrower width of slides on a portrait phone. */
const TALL_WIDTH = 720
/** A screen that is at least this much taller than wide counts as portrait. */
const TALL_FROM = 1.1

/** Scales are rounded as in reveal.js, so that its own layout changes nothing later. */
const rounded = (scale: number): number => Math.round(scale * 100) / 100

/** `room` is the space for the slides in CSS pixels; `text` enlarges everything on them (1 is as authored). */
export function fit(
  room: Size,
  settings: Pick<DeckSettings, 'width' | 'height' | 'reflow'> & Partial<Pick<DeckSettings, 'margin'>>,
  text = 1,
): Fit {
  const tall = settings.reflow && room.height >= room.width * TALL_FROM
  const share = 1 - (settings.margin ?? 0)
  // A tall slide fills its space, so its size is computed from the rounded scale; otherwise it would overflow.
  const perPixel = rounded((room.width * text) / TALL_WIDTH)
  const [width, height] = tall
    ? [Math.floor(room.width / perPixel), Math.floor(room.height / perPixel)]
    : [Math.round(settings.width / text), Math.round(settings.height / text)]
  const scale = rounded(Math.min(room.width / width, room.height / height) * share)
  return { layout: tall ? 'tall' : 'wide', width, height, scale }
}
