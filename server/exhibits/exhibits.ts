/** What lives beside one talk and never enters its log: the worker, small decks, who is writing, the posts' gate. */
import type { Logger } from 'pino'
import { createCycle, type Cycle } from './cycle.ts'
import type { TalkLog } from '../log/log.ts'
import type { Posts } from '../feeds/hub.ts'
import { createGate, type Gate } from './posts-moderation.ts'
import { reviewTopic } from './posts-topic.ts'
import { createSandboxes, type Sandboxes } from './sandboxes.ts'
import type { Talk } from '../talk/talk.ts'
import type { SignalSources } from '../room/signal-channels.ts'
import { createTyping, type Typing } from './typing.ts'
import type { Visitor } from '../admission/visitor.ts'

export interface Play {
  cycle: Cycle
  sandboxes: Sandboxes
  typing: Typing
  gate: Gate
  topics: Pick<SignalSources, 'cycle' | 'sandboxes' | 'typing' | 'review'>
  /** The connection is closed. */
  left(visitor: Visitor): void
  close(): void
}

interface PlayParts {
  log: TalkLog
  talk: Talk
  posts: Posts
  recording: Posts
  logger: Logger
}

export function createPlay({ log, talk, posts, recording, logger }: PlayParts): Play {
  const cycle = createCycle(logger)
  const sandboxes = createSandboxes()
  const typing = createTyping(log, talk)
  const gate = createGate(posts, recording, talk)
  return {
    cycle,
    sandboxes,
    typing,
    gate,
    topics: {
      cycle: cycle.topic,
      sandboxes: sandboxes.topic,
      typing: typing.topic,
      review: reviewTopic(gate),
    },
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
