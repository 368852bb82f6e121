/** Health checks: whether the process is alive, and whether it should get new browsers. */
import type { TalkId } from '../../protocol/ids.ts'

export interface HealthAnswer {
  status: 200 | 503
  body: { status: string; reason?: string; talks?: TalkId[] }
}

export interface Health {
  live(): HealthAnswer
  /** 503 while the server closes, or has a temporary problem. */
  ready(): HealthAnswer
}

export function createHealth(talks: TalkId[], closing: () => boolean, trouble: () => string | null): Health {
  return {
    live: () => ({ status: 200, body: { status: 'ok' } }),
    ready() {
      if (closing()) return { status: 503, body: { status: 'closing', talks } }
      const reason = trouble()
      if (reason !== null) return { status: 503, body: { status: 'busy', reason, talks } }
      return { status: 200, body: { status: 'ready', talks } }
    },
  }
}
