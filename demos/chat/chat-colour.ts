/** A colour for each person in the chat: a hue of their number; lightness and chroma are the scheme's. */

/** Neighbours in the order of coming are far apart on the wheel, and no two of the first fifty are equal. */
const GOLDEN_ANGLE = 137.508

/** Degrees, for `author` 1, 2, 3 …; the style sheet makes an OKLCH colour of it. */
export function hueOf(author: number): number {
  return Math.round((author * GOLDEN_ANGLE) % 360)
}
