/** Classifies a touch: a tap, a swipe, or nothing. No DOM. */

export interface Touch {
  x: number
  y: number
  /** Milliseconds of any clock. */
  at: number
}

export type Stroke = 'tap' | 'left' | 'right' | 'none'

const SWIPE_PX = 44
const SWIPE_MS = 900
/** A thumb rolls a little when the speaker does not look; browsers give up on a tap much earlier. */
const TAP_PX = 36

export function readStroke(down: Touch, up: Touch): Stroke {
  const dx = up.x - down.x
  const dy = Math.abs(up.y - down.y)
  const across = Math.abs(dx)
  if (across >= SWIPE_PX && across > dy * 1.4 && up.at - down.at <= SWIPE_MS) return dx < 0 ? 'left' : 'right'
  return across <= TAP_PX && dy <= TAP_PX ? 'tap' : 'none'
}
