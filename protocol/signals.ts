/**
 * Every signal: news that never enters the log and is sent at most once; the newest replaces the one before. What the
 * server sends, who may receive it, and what is dropped under load are derived from this list.
 */
import type { AddressNews } from './address.ts'
import type { CycleNews } from './cycle.ts'
import type { DevicesNews } from './device.ts'
import type { PostsNews, ReviewNews } from './post.ts'
import type { BurstNews } from './reactions.ts'
import { MODERATORS, ROLES, type Role } from './role.ts'
import type { CountNews, Headcount, RoomNews } from './room.ts'
import type { SandboxesNews } from './sandbox.ts'
import { typed, type Typed } from './typed.ts'
import type { TypingNews } from './typing.ts'

interface Signal<News, Core> {
  news: Typed<News>
  to: readonly Role[]
  /** Sent to these roles without a subscription when it changes. Other signals need one, and their sources stop without subscribers. */
  core: Core
  /** Dropped while the server is overloaded, since the next signal contains everything. */
  canWait: boolean
}

/** Checks a signal and keeps its exact type. */
// @__NO_SIDE_EFFECTS__
function signal<News, Core extends boolean>(definition: Signal<News, Core>): Signal<News, Core> {
  return definition
}

/** These roles get signals about the server's health. */
const CREW: readonly Role[] = ['presenter', 'stage']

export const signals = {
  /** Browsers connected to this talk, by role. Approximate. */
  headcount: signal({ news: typed<Headcount>(), to: CREW, core: true, canWait: false }),
  /** Whether the log can be written. While it cannot, moves are shown and not stored. Also sent with the first patch. */
  saved: signal({ news: typed<boolean>(), to: CREW, core: true, canWait: false }),
  /** For a big room: if the connection breaks, reconnect at a random moment within this many ms. */
  spread: signal({ news: typed<number>(), to: ['moderator', 'audience'], core: true, canWait: false }),
  /** The server shuts down on purpose: reconnect at a random moment within this many ms. */
  restart: signal({ news: typed<number>(), to: ROLES, core: true, canWait: false }),
  /** Who is writing in the chat. */
  typing: signal({ news: typed<TypingNews>(), to: ROLES, core: false, canWait: true }),
  /** Reactions since the news before; what is dropped under load is lost. */
  bursts: signal({ news: typed<BurstNews>(), to: ROLES, core: false, canWait: true }),
  /** Posts of the feed: first the latest, then those of each tick. */
  stream: signal({ news: typed<PostsNews>(), to: ROLES, core: false, canWait: false }),
  /** Posts that wait for the presenter. */
  review: signal({ news: typed<ReviewNews>(), to: ['presenter'], core: false, canWait: false }),
  /** The paired devices that may open this talk. */
  devices: signal({ news: typed<DevicesNews>(), to: MODERATORS, core: false, canWait: false }),
  /** The address for the audience, which a tunnel or another network may change. */
  address: signal({ news: typed<AddressNews>(), to: CREW, core: false, canWait: false }),
  /** The counts of the room: browsers and how they are connected. */
  room: signal({ news: typed<RoomNews>(), to: ROLES, core: false, canWait: true }),
  /** A number of the server that changes twice a second. */
  count: signal({ news: typed<CountNews>(), to: ROLES, core: false, canWait: true }),
  /** The worker that the audience sends requests to. */
  cycle: signal({ news: typed<CycleNews>(), to: ROLES, core: false, canWait: false }),
  /** The sandboxes of the visitors. */
  sandboxes: signal({ news: typed<SandboxesNews>(), to: ROLES, core: false, canWait: false }),
}
type Signals = typeof signals
export type SignalName = keyof Signals
export type SignalNews<N extends SignalName> = Signals[N]['news'] extends Typed<infer News> ? News : never

export type CoreSignal = { [N in SignalName]: Signals[N]['core'] extends true ? N : never }[SignalName]
/** A signal that has a source, which runs while somebody is subscribed. */
export type SourcedSignal = Exclude<SignalName, CoreSignal>

export const SIGNAL_NAMES = Object.keys(signals) as SignalName[]
