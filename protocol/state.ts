/** The fold: what a talk is after its entries. Private things live here and leave only through a view. */
import type { Entry } from './event.ts'
import { CHAT, evolveChat, type Chat } from './features/chat.ts'
import { CHAT_LIMIT, evolveChatLimit, type ChatLimit } from './features/chat-limit.ts'
import { CLOCK, startClock, type Clock } from './features/clock.ts'
import { DRIVER, evolveDriver, type Driver } from './features/driver.ts'
import { evolvePosts, POSTS, type PostsSwitch } from './features/posts.ts'
import { followOutline, NOT_LEFT, START, type Left, type Position } from './features/position.ts'
import { evolveScreen, SCREEN, uncoverScreen, type Screen } from './features/screen.ts'
import { evolveTalk, TALK, type TalkSlice } from './features/talk.ts'

interface Slices {
  talk: TalkSlice
  position: Position
  left: Left
  driver: Driver
  screen: Screen
  clock: Clock
  chat: Chat
  chatLimit: ChatLimit
  posts: PostsSwitch
}

export interface State extends Slices {
  /** The number of the last entry folded in; 0 for none. */
  seq: number
  /** For each slice, the entry that last changed it; 0 for never. */
  changed: Record<keyof Slices, number>
}

export const EMPTY: State = {
  seq: 0,
  talk: TALK,
  position: START,
  left: NOT_LEFT,
  driver: DRIVER,
  screen: SCREEN,
  clock: CLOCK,
  chat: CHAT,
  chatLimit: CHAT_LIMIT,
  posts: POSTS,
  changed: {
    talk: 0,
    position: 0,
    left: 0,
    driver: 0,
    screen: 0,
    clock: 0,
    chat: 0,
    chatLimit: 0,
    posts: 0,
  },
}

/** Folds in the next entry. Never fails: an event of a later version changes nothing but `seq`. */
export function evolve(state: State, entry: Entry): State {
  const next = touched(state, entry)
  const changed = { ...state.changed }
  for (const key of Object.keys(next) as (keyof Slices)[]) {
    if (next[key] !== state[key]) changed[key] = entry.seq
  }
  return { ...state, ...next, seq: entry.seq, changed }
}

/** The slices that an event reaches: every effect of one feature on another stands here. */
function touched(state: State, { event, at, by, seq }: Entry): Partial<Slices> {
  switch (event.type) {
    case 'position/moved':
      return {
        position: { h: event.h, v: event.v, f: event.f },
        screen: uncoverScreen(state.screen),
        clock: startClock(state.clock, at),
      }
    case 'driver/taken':
      return { driver: evolveDriver(event) }
    case 'screen/blanked':
    case 'screen/join-shown':
      return { screen: evolveScreen(state.screen, event) }
    case 'clock/restarted':
      return { clock: { startedAt: at } }
    case 'chat/said':
    case 'chat/named':
    case 'chat/hidden':
    case 'chat/name-reset':
      return { chat: evolveChat(state.chat, event, by, seq, at) }
    case 'chat/limited':
      return { chatLimit: evolveChatLimit(event) }
    case 'posts/blanked':
    case 'posts/held':
    case 'posts/replaced':
    case 'posts/reviewed':
      return { posts: evolvePosts(state.posts, event) }
    case 'talk/outlined': {
      const { position, left, changed } = state
      const from = { outline: state.talk.outline, position, left, moved: changed.position }
      return { talk: evolveTalk(state.talk, event), ...followOutline(from, event.slides, { at, seq }) }
    }
    case 'talk/ended':
    case 'talk/reopened':
      return { talk: evolveTalk(state.talk, event) }
    default:
      return {}
  }
}
