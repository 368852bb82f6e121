/** Everything that the phone's parts draw from: one object, changed in place, drawn at most once a frame. */
import type { ChatLimit } from '../../protocol/features/chat-limit.ts'
import type { Clock } from '../../protocol/features/clock.ts'
import type { PostsView } from '../../protocol/features/posts.ts'
import type { DriverView } from '../../protocol/features/driver.ts'
import type { Position } from '../../protocol/features/position.ts'
import type { Screen } from '../../protocol/features/screen.ts'
import type { FeedStatus, ReviewNews } from '../../protocol/post.ts'
import type { Headcount } from '../../protocol/room.ts'
import type { LoadedDeck } from './deck.ts'
import type { LinkState } from './link-state.ts'
import type { Settings } from '../taps/settings.ts'
import type { TapState } from '../taps/taps.ts'
import type { WakeState } from './wake-lock.ts'

export interface Model {
  deck: LoadedDeck
  settings: Settings
  /** The server's, never a guess; undefined until it has spoken. */
  position: Position | undefined
  /** Undefined until the server has spoken. */
  driver: DriverView | undefined
  screen: Screen
  clock: Clock
  posts: PostsView
  chatLimit: ChatLimit
  /** How the stream fares; known only while it is asked for. */
  feed: FeedStatus | undefined
  /** The posts that wait; known only while they are looked at. */
  review: ReviewNews | undefined
  over: boolean
  /** False while moves are shown and not stored. */
  saved: boolean
  headcount: Headcount | undefined
  link: LinkState
  tap: TapState
  wake: WakeState
}

/** What the parts may ask for; each wish goes to the talk, and what becomes of it comes back in the model. */
export interface Actions {
  next(): void
  prev(): void
  jump(to: Position): void
  resend(): void
  discard(): void
  /** This phone drives from now on. */
  takeOver(): void
  black(): void
  joinCode(): void
  blankPosts(): void
  /** Asks how the stream fares, until the undo is called. */
  watchFeed(): () => void
  /** From now on each post waits to be shown, or no longer. */
  holdPosts(): void
  /** From now on the recording is shown, or the feed again. */
  replacePosts(): void
  /** From now on the room writes in the chat freely, slowly, or not at all. */
  limitChat(limit: ChatLimit): void
  /** Resolves when the talk has answered. */
  reviewPosts(ids: string[], shown: boolean): Promise<void>
  /** Asks which posts wait, until the undo is called. */
  watchReview(): () => void
  restartClock(): void
  endTalk(): void
  reopenTalk(): void
  reconnect(): void
  set(change: Partial<Settings>): void
}

export type Draw = (model: Model) => void

/** Another phone holds the lease, so that a move from here would be refused. */
export function anotherDrives({ driver, deck }: Model): boolean {
  return driver !== undefined && driver.label !== null && driver.label !== deck.device
}

/** Whether a tap on a key, a tile or a picture would set out. */
export function mayMove(model: Model): boolean {
  return mayTap(model) && !model.over && !anotherDrives(model)
}

/** Taps may set out while the link may come back in time; a page that just woke must be checked first. */
export function mayTap({ position, link }: Model): boolean {
  const mayArrive = link.word === 'live' || link.word === 'reconnecting' || link.word === 'lost'
  return position !== undefined && link.checked && mayArrive
}
