/** How many stripes a rainbow has, by the size of the room. */

const BROWSERS_A_STRIPE = 10

/** The first is there from the start: somebody slides on it. */
export function stripesFor(browsers: number, most: number): number {
  return Math.min(most, 1 + Math.floor(browsers / BROWSERS_A_STRIPE))
}
