/** The number of a rainbow's stripes, by the size of the room. */

const BROWSERS_A_STRIPE = 10

/** There is always a first stripe, because somebody slides on it in the drawing. */
export function stripesFor(browsers: number, most: number): number {
  return Math.min(most, 1 + Math.floor(browsers / BROWSERS_A_STRIPE))
}
