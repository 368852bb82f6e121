/** What a role may see, and the one function that serves live, late and returning browsers. */
import type { ChatLimit } from './features/chat-limit.ts'
import type { Clock } from './features/clock.ts'
import { viewDriver, type DriverView } from './features/driver.ts'
import type { Position } from './features/position.ts'
import { viewPosts, type PostsView } from './features/posts.ts'
import type { Screen } from './features/screen.ts'
import { viewTalk, type TalkView } from './features/talk.ts'
import type { Role } from './role.ts'
import type { State } from './state.ts'

export interface View {
  talk: TalkView
  position: Position
  screen: Screen
  /** How much everybody may write in the chat. */
  chatLimit: ChatLimit
  /** Presenter only. */
  driver: DriverView
  /** Presenter only. */
  clock: Clock
  /** Presenter only. */
  posts: PostsView
}

/** The part of a view that changed. Values replace what was there. */
export type Changes = Partial<View>

/** Everything the role may see that changed after `since`; 0 gives the whole view. */
export function changesSince(state: State, since: number, role: Role): Changes {
  const changes: Changes = {}
  const fresh = (slice: keyof State['changed']): boolean => since === 0 || state.changed[slice] > since
  if (fresh('talk')) changes.talk = viewTalk(state.talk)
  if (fresh('position')) changes.position = state.position
  if (fresh('screen')) changes.screen = state.screen
  if (fresh('chatLimit')) changes.chatLimit = state.chatLimit
  if (fresh('driver') && role === 'presenter') changes.driver = viewDriver(state.driver)
  if (fresh('clock') && role === 'presenter') changes.clock = state.clock
  if (fresh('posts') && role === 'presenter') changes.posts = viewPosts(state.posts)
  return changes
}
