/** The hooks by which the parts tell of their work; whoever puts the parts together decides who listens. */
import type { TalkLog } from '../log/log.ts'
import type { Talk } from './talk.ts'

/** Each call must cost next to nothing: some are made for every move. */
export interface Meter {
  /** `result` is `ok`, `unsaved` or the code of a refusal. */
  intent(type: string, result: string): void
  appended(result: 'written' | 'stale' | 'failed', ms: number): void
  epochChanged(): void
  fault(): void
}

const nothing = (): void => {}
/** For a server of which nobody asks figures. */
export const NO_METER: Meter = {
  intent: nothing,
  appended: nothing,
  epochChanged: nothing,
  fault: nothing,
}

/** The same log; its writes are timed. */
export function meterLog(log: TalkLog, meter: Meter): TalkLog {
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
        meter.appended(result, performance.now() - began)
      }
    },
  }
}

/** The same talk; what comes through its door is counted. */
export function meterTalk(talk: Talk, meter: Meter): Talk {
  const append: Talk['append'] = async (intent, who) => {
    const ack = await talk.append(intent, who)
    meter.intent(intent.type, ack.ok ? (ack.durable === false ? 'unsaved' : 'ok') : ack.refusal.code)
    return ack
  }
  // By way of the prototype, since what a talk shows changes while it lives.
  return Object.create(talk, { append: { value: append } }) as Talk
}
