/** The connection of a browser that uses the demos: who it is, and which other connections share its address. */
import type { Who } from '../../protocol/role.ts'
import type { Bucket } from '../base/token-bucket.ts'

export interface Visitor {
  readonly who: Who
  /**
   * Limits how often decks are opened from its address: one bucket for all its connections, without the address
   * itself. Undefined for a browser without a cookie.
   */
  readonly visits: Bucket | undefined
  /** Limits how often browsers at its address react; in the same way. */
  readonly reacts: Bucket | undefined
}

/** How many of all places for a demo one address may take. */
export function shareOf(places: number): number {
  return Math.floor(places * 0.75)
}
