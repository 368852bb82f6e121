/** The exhibits of one talk, which never enter its log: the worker, the sandboxes, typing, and the posts. */
import type { Logger } from 'pino'
import { createCycle, type Cycle } from './cycle.ts'
import type { TalkLog } from '../log/log.ts'
import type { Posts } from '../feeds/hub.ts'
import type { RoomCount } from '../room/presence.ts'
import { countSignal } from './count-signal.ts'
import { createGate } from './posts-moderation.ts'
import { postsSignal, reviewSignal } from './posts-signal.ts'
import { roomSignal } from './room-signal.ts'
import { createSandboxes, type Sandboxes } from './sandboxes.ts'
import type { Talk } from '../talk/talk.ts'
import type { SignalSources } from '../room/signal-channels.ts'
import { createTyping, type Typing } from './typing.ts'
import type { Visitor } from '../admission/visitor.ts'

export interface Exhibits {
  cycle: Cycle
  sandboxes: Sandboxes
  typing: Typing
  /** The sources of the talk's signals; `count` counts its room. */
  sources: (count: () => RoomCount) => SignalSources
  /** The connection is closed. */
  left(visitor: Visitor): void
  close(): void
}

interface ExhibitsParts {
  log: TalkLog
  talk: Talk
  posts: Posts
  recording: Posts
  /** Browsers on this node, of all talks. */
  browsers: () => number
  logger: Logger
}

export function createExhibits({ log, talk, posts, recording, browsers, logger }: ExhibitsParts): Exhibits {
  const cycle = createCycle(logger)
  const sandboxes = createSandboxes()
  const typing = createTyping(log, talk)
  const gate = createGate(posts, recording, talk)
  return {
    cycle,
    sandboxes,
    typing,
    sources: (count) => ({
      cycle: cycle.topic,
      sandboxes: sandboxes.topic,
      typing: typing.topic,
      review: reviewSignal(gate),
      stream: postsSignal(gate, talk, browsers),
      room: roomSignal(talk, count),
      count: countSignal,
    }),
    left(visitor) {
      cycle.left(visitor)
      sandboxes.left(visitor)
    },
    close() {
      sandboxes.close()
      typing.close()
      gate.close()
    },
  }
}
