/** What lives beside one talk and never enters its log: the worker, a small deck for each visitor, who is writing. */
import type { Logger } from 'pino'
import { createCycle, type Cycle } from './cycle.ts'
import type { TalkLog } from './log/log.ts'
import { createSandboxes, type Sandboxes } from './sandboxes.ts'
import type { Talk } from './talk.ts'
import type { TopicSources } from './topics.ts'
import { createTyping, type Typing } from './typing.ts'

export interface Play {
  cycle: Cycle
  sandboxes: Sandboxes
  typing: Typing
  topics: TopicSources
  close(): void
}

export function createPlay(log: TalkLog, talk: Talk, logger: Logger): Play {
  const cycle = createCycle(logger)
  const sandboxes = createSandboxes()
  const typing = createTyping(log, talk)
  return {
    cycle,
    sandboxes,
    typing,
    topics: { cycle: cycle.topic, sandboxes: sandboxes.topic, typing: typing.topic },
    close() {
      sandboxes.close()
      typing.close()
    },
  }
}
