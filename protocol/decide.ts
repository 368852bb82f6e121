/** The rules: which events an intent becomes in a state, or why not. Pure; the one door calls it. */
import type { Event } from './event.ts'
import { decideChat } from './features/chat.ts'
import { decideChatLimit } from './features/chat-limit.ts'
import { decideClock } from './features/clock.ts'
import { decideLease, decideTake } from './features/driver.ts'
import { decidePosts } from './features/posts.ts'
import { decidePosition, type PositionIntent } from './features/position.ts'
import { decideScreen } from './features/screen.ts'
import { decideTalk } from './features/talk.ts'
import { MAY, type Intent } from './intent.ts'
import { refusal, type Refusal } from './refusal.ts'
import type { Who } from './role.ts'
import type { State } from './state.ts'

/** No events means: granted, and already so. `now` is the server's time in ms since 1970. */
export function decide(state: State, intent: Intent, who: Who, now: number): Event[] | Refusal {
  if (!may(who, intent)) return refusal('forbidden')
  switch (intent.type) {
    case 'position/next':
    case 'position/prev':
    case 'position/goto':
      return decideMove(state, intent, who)
    case 'driver/take':
      return decideTake(state.driver, who.id)
    case 'screen/blank':
    case 'screen/join':
      return decideScreen(state.screen, intent)
    case 'clock/restart':
      return decideClock()
    case 'chat/say':
    case 'chat/name':
    case 'chat/hide':
    case 'chat/reset-name':
      return decideChat(state.chat, state.chatLimit, intent, who, now)
    case 'chat/limit':
      return decideChatLimit(state.chatLimit, intent)
    case 'posts/blank':
    case 'posts/hold':
    case 'posts/replace':
    case 'posts/review':
      return decidePosts(state.posts, intent)
    case 'talk/outline':
    case 'talk/end':
    case 'talk/reopen':
      return decideTalk(state.talk, intent)
  }
}

/** A move that changes nothing takes no lease either. */
function decideMove(state: State, intent: PositionIntent, who: Who): Event[] | Refusal {
  if (state.talk.over) return refusal('talk-over')
  const lease = decideLease(state.driver, intent.term, who)
  if ('code' in lease) return lease
  const moved = decidePosition(state.position, state.talk.outline, intent)
  return 'code' in moved || moved.length === 0 ? moved : [...lease, ...moved]
}

function may(who: Who, intent: Intent): boolean {
  if (who.role === 'server') return true
  return (who.paired || who.role === 'audience') && MAY[intent.type].includes(who.role)
}
