/** A browser's connection as the demos see it: who it is, and which others share its address. */
import type { Who } from '../../protocol/role.ts'
import type { Bucket } from '../base/token-bucket.ts'

export interface Visitor {
  readonly who: Who
  /**
   * How often decks are opened from its address: one bucket for all connections of that address, which itself is
   * forgotten. Undefined for who came without a cookie.
   */
  readonly visits: Bucket | undefined
}

/** Of all places for a demo, those that one address may take. */
export function shareOf(places: number): number {
  return Math.floor(places * 0.75)
}
