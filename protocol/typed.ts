/** A type as a value in a list: the value of a signal, the answer to a query. */

declare const type: unique symbol
export interface Typed<T> {
  readonly [type]?: T
}

// @__NO_SIDE_EFFECTS__
export function typed<T>(): Typed<T> {
  return {}
}
