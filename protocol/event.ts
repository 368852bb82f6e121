/** The facts that a log holds. A new feature adds one line to the union. */
import type { ChatEvent } from './features/chat.ts'
import type { ChatLimitEvent } from './features/chat-limit.ts'
import type { ClockEvent } from './features/clock.ts'
import type { DriverEvent } from './features/driver.ts'
import type { PostsEvent } from './features/posts.ts'
import type { PositionEvent } from './features/position.ts'
import type { ScreenEvent } from './features/screen.ts'
import type { TalkEvent } from './features/talk.ts'
import type { ActorId, IntentId } from './ids.ts'

export type Event =
  ChatEvent | ChatLimitEvent | ClockEvent | DriverEvent | PositionEvent | PostsEvent | ScreenEvent | TalkEvent

/** An event before the log has numbered it. `at` is milliseconds since 1970 on the server that decided. */
export interface NewEntry {
  at: number
  by: ActorId
  /** The intent that caused it; the entries of one intent share it. */
  id: IntentId
  event: Event
}

/** An event in the log; `seq` is 1, 2, 3 … without gaps. */
export interface Entry extends NewEntry {
  seq: number
}
