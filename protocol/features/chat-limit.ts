/** How much the audience may write in the chat: freely, slowly, or not at all. The presenter sets it. */
import * as v from 'valibot'
import { feature, type EventOf, type Events } from '../feature.ts'
import { MODERATORS, ROLES } from '../role.ts'

export interface ChatLimit {
  /** False: only paired browsers may write. */
  open: boolean
  /** Seconds between two messages of one person; 0 for no such limit. */
  slow: number
}

export const CHAT_LIMIT: ChatLimit = { open: true, slow: 0 }

/** The slowest chat: one message per person in ten minutes. */
const MAX_SLOW_S = 600

const events = {
  'chat/limited': { open: v.boolean(), slow: v.pipe(v.number(), v.integer(), v.minValue(0)) },
} satisfies Events
type ChatLimitEvent = EventOf<typeof events>

export const chatLimit = feature({
  empty: CHAT_LIMIT,
  intents: {
    'chat/limit': {
      who: MODERATORS,
      fields: {
        open: v.boolean(),
        slow: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_SLOW_S)),
      },
    },
  },
  events,
  whenUnsaved: 'wait',
  delivery: 'at-once',
  to: ROLES,
  core: false,
  /** An intent whose effect is already there is accepted and changes nothing. */
  decide({ chatLimit: now }: { chatLimit: ChatLimit }, { open, slow }): ChatLimitEvent[] {
    return now.open === open && now.slow === slow ? [] : [{ type: 'chat/limited', open, slow }]
  },
  evolve: { 'chat/limited': (_, { event: { open, slow } }) => ({ open, slow }) },
  view: (slice) => slice,
})

/** 0 if a person whose last message was sent at `lastAt` may write at `now`, else the milliseconds to wait. */
export function slowWaitMs({ slow }: ChatLimit, lastAt: number, now: number): number {
  const elapsed = now - lastAt
  // If a clock was set back by more than the wait, the difference is meaningless and must not lock anybody out.
  return Math.abs(elapsed) >= slow * 1000 ? 0 : slow * 1000 - Math.max(0, elapsed)
}
