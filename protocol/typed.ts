/** A type in a place where values are listed: what a signal tells, what a question is answered. */

declare const type: unique symbol
export interface Typed<T> {
  readonly [type]?: T
}

// @__NO_SIDE_EFFECTS__
export function typed<T>(): Typed<T> {
  return {}
}
