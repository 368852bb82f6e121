/** The exhibits of one talk, which never enter its log: the worker, the sandboxes, typing, and the posts. */
import type { Logger } from 'pino'
import type { AddressNews } from '../../protocol/address.ts'
import { addressSignal } from './address-signal.ts'
import { createCycle, type Cycle } from './cycle.ts'
import type { TalkLog } from '../log/log.ts'
import type { Posts } from '../feeds/hub.ts'
import type { RoomCount } from '../room/presence.ts'
import { countSignal } from './count-signal.ts'
import { createGate } from './posts-moderation.ts'
import { postsSignal, reviewSignal } from './posts-signal.ts'
import { keepMap } from './keep-map.ts'
import { createReactions, type Reactions } from './reactions.ts'
import { roomSignal } from './room-signal.ts'
import { createSandboxes, type Sandboxes } from './sandboxes.ts'
import type { Talk } from '../talk/talk.ts'
import type { SignalSource, SignalSources } from '../room/signal-channels.ts'
import { createTyping, type Typing } from './typing.ts'
import type { Visitor } from '../admission/visitor.ts'

export interface Exhibits {
  cycle: Cycle
  sandboxes: Sandboxes
  typing: Typing
  reactions: Reactions
  /** The sources of the talk's signals; `count` counts its room. */
  sources: (count: () => RoomCount) => SignalSources
  /** The connection is closed. */
  left(visitor: Visitor): void
  /** Requests the last entries, before the talk closes. */
  finish(): void
  close(): void
}

interface ExhibitsParts {
  log: TalkLog
  talk: Talk
  posts: Posts
  recording: Posts
  /** The kinds of reactions that the deck offers now. */
  kinds: () => readonly string[]
  devices: SignalSource<'devices'>
  /** The address for the audience of this talk. */
  address: () => AddressNews
  cycleHoldMs?: number | undefined
  /** Browsers on this node, of all talks. */
  browsers: () => number
  logger: Logger
}

export function createExhibits({
  log,
  talk,
  posts,
  recording,
  kinds,
  devices,
  address,
  cycleHoldMs,
  browsers,
  logger,
}: ExhibitsParts): Exhibits {
  const cycle = createCycle(logger, Date.now, cycleHoldMs)
  const sandboxes = createSandboxes()
  const typing = createTyping(log, talk)
  const reactions = createReactions({ log, talk, kinds, browsers })
  const map = keepMap(talk)
  const gate = createGate(posts, recording, talk)
  return {
    cycle,
    sandboxes,
    typing,
    reactions,
    sources: (count) => ({
      cycle: cycle.topic,
      sandboxes: sandboxes.topic,
      typing: typing.topic,
      bursts: reactions.topic,
      review: reviewSignal(gate),
      stream: postsSignal(gate, talk, browsers, map.add),
      room: roomSignal(talk, count),
      count: countSignal,
      devices,
      address: addressSignal(address),
    }),
    left(visitor) {
      cycle.left(visitor)
      sandboxes.left(visitor)
    },
    finish() {
      reactions.finish()
      map.flush()
    },
    close() {
      sandboxes.close()
      typing.close()
      reactions.close()
      map.close()
      gate.close()
    },
  }
}
