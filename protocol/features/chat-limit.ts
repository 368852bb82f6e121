/** How much the presenter lets the room write in the chat: freely, slowly, or not at all. */
import * as v from 'valibot'
import { intentIdSchema } from '../ids.ts'

export interface ChatLimit {
  /** False: nobody writes but paired browsers. */
  open: boolean
  /** Seconds between two messages of one person; 0 for no such limit. */
  slow: number
}

export const CHAT_LIMIT: ChatLimit = { open: true, slow: 0 }

/** The slowest chat: one message of each person in ten minutes. */
const MAX_SLOW_S = 600

export const chatLimitIntents = [
  v.strictObject({
    id: intentIdSchema,
    type: v.literal('chat/limit'),
    open: v.boolean(),
    slow: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_SLOW_S)),
  }),
] as const
export type ChatLimitIntent = v.InferOutput<(typeof chatLimitIntents)[number]>

export interface ChatLimitEvent extends ChatLimit {
  type: 'chat/limited'
}

/** Asking for what is already so is granted and changes nothing. */
export function decideChatLimit(limit: ChatLimit, { open, slow }: ChatLimitIntent): ChatLimitEvent[] {
  return limit.open === open && limit.slow === slow ? [] : [{ type: 'chat/limited', open, slow }]
}

export function evolveChatLimit({ open, slow }: ChatLimitEvent): ChatLimit {
  return { open, slow }
}

/** 0 when a person whose last message is of `lastAt` may write at `now`, else the milliseconds to wait. */
export function slowWaitMs({ slow }: ChatLimit, lastAt: number, now: number): number {
  const elapsed = now - lastAt
  // A clock that was set back by more than the wait itself tells nothing, and must lock nobody out.
  return Math.abs(elapsed) >= slow * 1000 ? 0 : slow * 1000 - Math.max(0, elapsed)
}
