/** How large slides are laid out, and how they are scaled to the room they have. Pure. */
import type { DeckSettings } from '../protocol/deck.ts'

type Layout = 'wide' | 'tall'

/** Logical size of a slide in CSS pixels, and the factor that brings it to the screen. */
export interface Fit {
  layout: Layout
  width: number
  height: number
  scale: number
}

/** The narrower width at which a portrait phone lays slides out anew. */
const TALL_WIDTH = 720
/** A screen that is at least this much taller than wide counts as portrait. */
const TALL_FROM = 1.1

/**
 * `room` is the space for the slides in CSS pixels, `text` enlarges everything on them (1 is as authored).
 * The scale is rounded as reveal.js rounds it, so that its own layout later changes nothing.
 */
export function fit(
  room: { width: number; height: number },
  settings: Pick<DeckSettings, 'width' | 'height' | 'reflow'> & Partial<Pick<DeckSettings, 'margin'>>,
  text = 1,
): Fit {
  const tall = settings.reflow && room.height >= room.width * TALL_FROM
  const authored = tall
    ? { width: TALL_WIDTH, height: (TALL_WIDTH * room.height) / room.width }
    : { width: settings.width, height: settings.height }
  const width = Math.round(authored.width / text)
  const height = Math.round(authored.height / text)
  const share = 1 - (settings.margin ?? 0)
  const scale = Math.round(Math.min(room.width / width, room.height / height) * share * 100) / 100
  return { layout: tall ? 'tall' : 'wide', width, height, scale }
}
