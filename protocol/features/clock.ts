/** The speaker's clock: when the talk began to move, and its restart by hand. */
import * as v from 'valibot'
import { intentIdSchema } from '../ids.ts'

export interface Clock {
  /** Milliseconds since 1970 on the server's clock; null until the first move. */
  startedAt: number | null
}

export const clockIntents = [
  v.strictObject({ id: intentIdSchema, type: v.literal('clock/restart') }),
] as const
export interface ClockEvent {
  type: 'clock/restarted'
}

export const CLOCK: Clock = { startedAt: null }

export function decideClock(): ClockEvent[] {
  return [{ type: 'clock/restarted' }]
}

/** The first move starts the clock; later ones leave it alone. */
export function startClock(clock: Clock, at: number): Clock {
  return clock.startedAt === null ? { startedAt: at } : clock
}
