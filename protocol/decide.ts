/** The rules: which events an intent becomes in a state, or the refusal. Pure; only `talk.append` calls it. */
import type { Event } from './event.ts'
import { features, type FeatureName } from './features/index.ts'
import { INTENTS, type Intent, type IntentType } from './intent.ts'
import { refusal, type Refusal } from './refusal.ts'
import type { Who } from './role.ts'
import type { State } from './state.ts'

type Decide = (state: State, intent: never, who: Who, now: number) => Event[] | Refusal

/** The compiler reports here a feature that reads a slice that does not exist, or writes an event that no feature folds. */
const rules: Record<FeatureName, { decide: Decide }> = features

/** No events means that the intent is accepted and its effect is already there. `now` is the server's time in ms since 1970. */
export function decide(state: State, intent: Intent, who: Who, now: number): Event[] | Refusal {
  if (!may(who, intent.type)) return refusal('forbidden')
  // The next run begins in a moment, and a retry belongs to that one.
  if (state.run.closed) return refusal('unavailable')
  // Whatever the audience may send is content of the audience.
  if (state.panic.on && who.role === 'audience') return refusal('paused')
  return rules[INTENTS[intent.type].feature].decide(state, intent as never, who, now)
}

function may(who: Who, type: IntentType): boolean {
  if (who.role === 'server') return true
  return (who.paired || who.role === 'audience') && INTENTS[type].who.includes(who.role)
}
