/**
 * Every signal, once: fleeting news that never enters the log, sent at most once, the newest replacing the one before.
 * What the server tells, who may hear it, and what is left out when it cannot keep up are derived from this list.
 */
import type { CycleNews } from './cycle.ts'
import type { ReviewNews } from './post.ts'
import { ROLES, type Role } from './role.ts'
import type { CountNews, Headcount, RoomNews } from './room.ts'
import type { SandboxesNews } from './sandbox.ts'
import { typed, type Typed } from './typed.ts'
import type { TypingNews } from './typing.ts'

interface Signal<News, Watched> {
  news: Typed<News>
  to: readonly Role[]
  /** Told while a live element watches it; else without being asked, when it changes. */
  watched: Watched
  /** Left out while the server cannot keep up, since the next news says it all. */
  canWait: boolean
}

/** Checks a signal and keeps its exact type. */
// @__NO_SIDE_EFFECTS__
function signal<News, Watched extends boolean>(definition: Signal<News, Watched>): Signal<News, Watched> {
  return definition
}

/** Those who run the talk hear how it fares. */
const CREW: readonly Role[] = ['presenter', 'stage']

export const signals = {
  /** Browsers connected to this talk, by role. Approximate. */
  headcount: signal({ news: typed<Headcount>(), to: CREW, watched: false, canWait: false }),
  /** Whether the log can be written. While it cannot, moves are shown and not stored. With the first patch, too. */
  saved: signal({ news: typed<boolean>(), to: CREW, watched: false, canWait: false }),
  /** The room is big: should the connection break, come back at a random moment within so many ms. */
  spread: signal({ news: typed<number>(), to: ['moderator', 'audience'], watched: false, canWait: false }),
  /** The server goes down on purpose; come back at a random moment within so many ms. */
  restart: signal({ news: typed<number>(), to: ROLES, watched: false, canWait: false }),
  /** Who is writing in the chat. */
  typing: signal({ news: typed<TypingNews>(), to: ROLES, watched: true, canWait: true }),
  /** Posts that wait for the presenter. */
  review: signal({ news: typed<ReviewNews>(), to: ['presenter'], watched: true, canWait: false }),
  /** Who is in the room, and by what. */
  room: signal({ news: typed<RoomNews>(), to: ROLES, watched: true, canWait: true }),
  /** A number of the server's that changes twice a second. */
  count: signal({ news: typed<CountNews>(), to: ROLES, watched: true, canWait: true }),
  /** The worker that the room may hammer. */
  cycle: signal({ news: typed<CycleNews>(), to: ROLES, watched: true, canWait: false }),
  /** The decks that visitors play with. */
  sandboxes: signal({ news: typed<SandboxesNews>(), to: ROLES, watched: true, canWait: false }),
}
type Signals = typeof signals
export type SignalName = keyof Signals
export type SignalNews<N extends SignalName> = Signals[N]['news'] extends Typed<infer News> ? News : never

export type WatchedSignal = { [N in SignalName]: Signals[N]['watched'] extends true ? N : never }[SignalName]
export type ToldSignal = Exclude<SignalName, WatchedSignal>

export const SIGNAL_NAMES = Object.keys(signals) as SignalName[]
