/** The wishes a browser may send, and the one place where `unknown` becomes one of them. */
import * as v from 'valibot'
import { chatIntents } from './features/chat.ts'
import { chatLimitIntents } from './features/chat-limit.ts'
import { clockIntents } from './features/clock.ts'
import { driverIntents } from './features/driver.ts'
import { postsIntents } from './features/posts.ts'
import { positionIntents } from './features/position.ts'
import { screenIntents } from './features/screen.ts'
import { talkIntents } from './features/talk.ts'
import { refusal, type Refusal } from './refusal.ts'
import type { Role } from './role.ts'

const intentSchema = v.variant('type', [
  ...positionIntents,
  ...driverIntents,
  ...screenIntents,
  ...clockIntents,
  ...chatIntents,
  ...chatLimitIntents,
  ...postsIntents,
  ...talkIntents,
])

export type Intent = v.InferOutput<typeof intentSchema>
export type IntentType = Intent['type']

const DRIVERS: readonly Role[] = ['presenter', 'stage']

/** Who may wish for what. A stage counts only while its browser is paired (rule S3). */
export const MAY: Record<IntentType, readonly Role[]> = {
  'position/next': DRIVERS,
  'position/prev': DRIVERS,
  'position/goto': DRIVERS,
  'driver/take': ['presenter'],
  'screen/blank': DRIVERS,
  'screen/join': DRIVERS,
  'clock/restart': ['presenter'],
  'chat/say': ['presenter', 'moderator', 'audience'],
  'chat/name': ['presenter', 'moderator', 'audience'],
  'chat/hide': ['presenter', 'moderator'],
  'chat/reset-name': ['presenter', 'moderator'],
  'chat/limit': ['presenter', 'moderator'],
  'posts/blank': ['presenter'],
  'posts/hold': ['presenter'],
  'posts/replace': ['presenter'],
  'posts/review': ['presenter'],
  'talk/outline': [],
  'talk/end': ['presenter'],
  'talk/reopen': ['presenter'],
}

export const INTENT_TYPES = Object.keys(MAY) as IntentType[]

export function parseIntent(input: unknown): Intent | Refusal {
  const type = typeof input === 'object' && input !== null && 'type' in input ? input.type : undefined
  if (typeof type === 'string' && !Object.hasOwn(MAY, type)) return refusal('unknown')
  const result = v.safeParse(intentSchema, input)
  return result.success ? result.output : refusal('malformed')
}
