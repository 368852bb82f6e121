/** A colour for each person in the chat: a hue of their number; lightness and chroma are the scheme's. */

/** Neighbours in the order of coming are far apart on the wheel, and no two of the first hundred are equal. */
const GOLDEN_ANGLE = 137.508

/** OKLCH, with the same contrast on the ground for every hue. */
export const CHAT_INK = { light: { l: 0.47, c: 0.12 }, dark: { l: 0.82, c: 0.11 } } as const

/** Degrees, for `author` 1, 2, 3 … */
export function hueOf(author: number): number {
  return Math.round((author * GOLDEN_ANGLE) % 360)
}
