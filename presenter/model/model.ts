/** The data that the phone's parts draw: one object, changed in place, drawn at most once per frame. */
import type { Health } from '../../client/connection/checks.ts'
import type { DeviceView } from '../../protocol/device.ts'
import type { Clock } from '../../protocol/features/clock.ts'
import type { PostsView } from '../../protocol/features/posts.ts'
import type { DriverView } from '../../protocol/features/driver.ts'
import type { Tallied } from '../../protocol/features/poll-deck.ts'
import type { Position } from '../../protocol/position.ts'
import type { Screen } from '../../protocol/features/screen.ts'
import type { FeedStatus } from '../../protocol/post.ts'
import type { Headcount } from '../../protocol/room.ts'
import type { View } from '../../protocol/view.ts'
import type { LoadedDeck } from './deck.ts'
import type { Press } from '../press.ts'
import type { Settings } from '../taps/settings.ts'
import type { TapState } from '../taps/taps.ts'
import type { WakeState } from './wake-lock.ts'
import type { LinkWord } from './words.ts'

export interface Model {
  deck: LoadedDeck
  settings: Settings
  /** Always the server's position; undefined until the first patch. */
  position: Position | undefined
  /** The paired devices that may open this talk. */
  devices: readonly DeviceView[]
  /** Undefined until the first patch. */
  driver: DriverView | undefined
  screen: Screen
  /** Where the room wants to go; empty until the first patch. */
  polls: readonly Tallied[]
  clock: Clock
  posts: PostsView
  /** No screen shows what the audience wrote or chose. */
  panic: boolean
  /** The feed's state; known only while it is watched. */
  feed: FeedStatus | undefined
  over: boolean
  /** The run with its plan; undefined until the server has told it. */
  run: View['run'] | undefined
  /** False while moves are shown but not stored. */
  saved: boolean
  headcount: Headcount | undefined
  link: Health & { word: LinkWord }
  tap: TapState
  wake: WakeState
}

/** What the parts may request. Each intent goes to the talk, and its effect comes back in the model. */
export interface Actions {
  next(): void
  prev(): void
  jump(to: Position): void
  resend(): void
  discard(): void
  /** Makes this phone the driver. */
  takeOver(): void
  black(): void
  joinCode(): void
  blankPosts(): void
  /** Watches the feed's state until the undo is called. */
  watchFeed(): () => void
  /** Sends any other intent. Resolves to whether it was accepted. */
  press: Press
  restartClock(): void
  endTalk(): void
  reopenTalk(): void
  /** Ends this run and begins the next one. */
  newRun(): void
  reconnect(): void
  set(change: Partial<Settings>): void
}

export type Draw = (model: Model) => void

/** Whether another phone holds the lease, so that a move from here would be refused. */
export function anotherDrives({ driver, deck }: Model): boolean {
  return driver !== undefined && driver.label !== null && driver.label !== deck.device
}

/** Whether a tap on a key, a tile or a picture would be sent. */
export function mayMove(model: Model): boolean {
  return mayTap(model) && !model.over && !anotherDrives(model)
}

/** Taps may be sent while the connection may come back in time. A page that just woke up must be checked first. */
export function mayTap({ position, link }: Model): boolean {
  const mayArrive = link.word === 'live' || link.word === 'reconnecting' || link.word === 'lost'
  return position !== undefined && link.checked && mayArrive
}
