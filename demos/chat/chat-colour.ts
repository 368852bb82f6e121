/** A colour for each person in the chat: the hue comes from their number, lightness and chroma from the colour scheme. */

/** People who arrived one after the other are far apart on the colour wheel, and the first fifty hues are all different. */
const GOLDEN_ANGLE = 137.508

/** Degrees, for `author` 1, 2, 3 …; the style sheet makes an OKLCH colour from it. */
export function hueOf(author: number): number {
  return Math.round((author * GOLDEN_ANGLE) % 360)
}
