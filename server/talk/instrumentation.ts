/** The hooks through which modules report their work. The composition root decides who listens. */
import type { TalkLog } from '../log/log.ts'
import type { Talk } from './talk.ts'

/** Each call must be almost free, because some are made for every move. */
export interface Instrumentation {
  /** `result` is `ok`, `unsaved` or the code of a refusal. */
  intent(type: string, result: string): void
  appended(result: 'written' | 'stale' | 'failed', ms: number): void
  epochChanged(): void
  fault(): void
}

const nothing = (): void => {}
/** For a server without metrics. */
export const NO_INSTRUMENTATION: Instrumentation = {
  intent: nothing,
  appended: nothing,
  epochChanged: nothing,
  fault: nothing,
}

/** The same log, with its writes timed. */
export function instrumentLog(log: TalkLog, instrumentation: Instrumentation): TalkLog {
  return {
    ...log,
    async append(talk, after, batch) {
      const began = performance.now()
      let result: 'written' | 'stale' | 'failed' = 'failed'
      try {
        const answer = await log.append(talk, after, batch)
        result = answer === 'stale' ? 'stale' : 'written'
        return answer
      } finally {
        instrumentation.appended(result, performance.now() - began)
      }
    },
  }
}

/** The same talk, with its intents counted. */
export function instrumentTalk(talk: Talk, instrumentation: Instrumentation): Talk {
  const append: Talk['append'] = async (intent, who) => {
    const ack = await talk.append(intent, who)
    instrumentation.intent(
      intent.type,
      ack.ok ? (ack.durable === false ? 'unsaved' : 'ok') : ack.refusal.code,
    )
    return ack
  }
  // As a prototype, because the talk's properties change over time.
  return Object.create(talk, { append: { value: append } }) as Talk
}
