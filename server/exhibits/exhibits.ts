/** The exhibits of one talk, which never enter its log: the worker, small decks, who is typing, the posts. */
import type { Logger } from 'pino'
import { createCycle, type Cycle } from './cycle.ts'
import type { TalkLog } from '../log/log.ts'
import type { Posts } from '../feeds/hub.ts'
import type { RoomCount } from '../room/presence.ts'
import { countTopic } from './count-topic.ts'
import { createGate } from './posts-moderation.ts'
import { postsTopic, reviewTopic } from './posts-topic.ts'
import { roomTopic } from './room-topic.ts'
import { createSandboxes, type Sandboxes } from './sandboxes.ts'
import type { Talk } from '../talk/talk.ts'
import type { SignalSources } from '../room/signal-channels.ts'
import { createTyping, type Typing } from './typing.ts'
import type { Visitor } from '../admission/visitor.ts'

export interface Play {
  cycle: Cycle
  sandboxes: Sandboxes
  typing: Typing
  /** Where the signals of the talk come from; `count` counts its room. */
  sources: (count: () => RoomCount) => SignalSources
  /** The connection is closed. */
  left(visitor: Visitor): void
  close(): void
}

interface PlayParts {
  log: TalkLog
  talk: Talk
  posts: Posts
  recording: Posts
  /** Browsers on this node, of all talks. */
  browsers: () => number
  logger: Logger
}

export function createPlay({ log, talk, posts, recording, browsers, logger }: PlayParts): Play {
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
      review: reviewTopic(gate),
      stream: postsTopic(gate, talk, browsers),
      room: roomTopic(talk, count),
      count: countTopic,
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
