/** How often merged news is sent: the bigger the room, the more rarely. */

const SMALL_ROOM_MS = 100
const BIG_ROOM_MS = 500
/** A room with at least this many browsers is big. */
const BIG_ROOM = 1000

export function tickMs(browsers: number): number {
  return browsers < BIG_ROOM ? SMALL_ROOM_MS : BIG_ROOM_MS
}
