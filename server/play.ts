/** What the visitors of one talk play with: the worker that they hammer, and a small deck for each of them. */
import type { Logger } from 'pino'
import { createCycle, type Cycle } from './cycle.ts'
import { createSandboxes, type Sandboxes } from './sandboxes.ts'
import type { TopicSources } from './topics.ts'

export interface Play {
  cycle: Cycle
  sandboxes: Sandboxes
  topics: TopicSources
}

export function createPlay(logger: Logger): Play {
  const cycle = createCycle(logger)
  const sandboxes = createSandboxes()
  return { cycle, sandboxes, topics: { cycle: cycle.topic, sandboxes: sandboxes.topic } }
}
