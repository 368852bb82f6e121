/** Three vibrations, so that a speaker need not look: moved, last step, refused. */
import type { Settings } from './settings.ts'

export type Feeling = 'moved' | 'last' | 'refused'

/** Milliseconds on, off, on …: one short vibration, three even ones, one long one. */
const PATTERNS: Record<Feeling, number[]> = {
  moved: [18],
  last: [40, 80, 40, 80, 40],
  refused: [260],
}
const SWITCH = { moved: 'buzzMoved', last: 'buzzLast', refused: 'buzzRefused' } as const

export function canVibrate(): boolean {
  return typeof navigator.vibrate === 'function'
}

export function feel(feeling: Feeling, settings: Settings): void {
  if (settings[SWITCH[feeling]] && canVibrate()) navigator.vibrate(PATTERNS[feeling])
}
