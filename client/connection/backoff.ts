/** When a disconnected browser tries again: at once in a small room, spread out in a full one. No DOM. */
import type { Role } from '../../protocol/role.ts'

/** The first window, for presenters and stages, and for followers in a small room. */
const CREW_MS = 300
const FOLLOWER_MS = 1000
/** The windows of later tries; the last one repeats. */
const CREW_LATER_MS = [500, 1000, 2000]
const SMALL_ROOM_LATER_MS = [1000, 1000, 2000, 4000, 8000, 15_000]
const BIG_ROOM_LATER_MS = [2000, 4000, 8000, 15_000]
/** A network may be back at any moment, and meanwhile tries cost the server nothing. */
const UNREACHABLE_MOST_MS = 3000

export interface Backoff {
  /** Failed tries since the connection was live. */
  readonly failures: number
  /** Counts a failure. Returns how many ms to wait; `busy`: a server answered and refused. */
  next(busy: boolean): number
  /** The room has become big or small: a first try comes within this time. */
  spread(withinMs: number): void
  /** The connection is live, or can be expected to work: the next failure counts as the first. */
  reset(): void
}

export function createBackoff(role: Role, random: () => number = Math.random): Backoff {
  const crew = role === 'presenter' || role === 'stage'
  let first = crew ? CREW_MS : FOLLOWER_MS
  let failures = 0

  function within(busy: boolean): number {
    if (failures === 1) return first
    const later = crew ? CREW_LATER_MS : first > FOLLOWER_MS ? BIG_ROOM_LATER_MS : SMALL_ROOM_LATER_MS
    const window = later[Math.min(failures - 2, later.length - 1)] ?? first
    return busy ? window : Math.min(window, Math.max(UNREACHABLE_MOST_MS, first))
  }

  return {
    get failures() {
      return failures
    },
    next(busy) {
      failures += 1
      return random() * within(busy)
    },
    spread(withinMs) {
      if (!crew) first = withinMs
    },
    reset() {
      failures = 0
    },
  }
}
