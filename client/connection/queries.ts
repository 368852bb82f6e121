/** Asks the server questions that have one answer. */
import type { Answer, Query, QueryName } from '../../protocol/queries.ts'
import { ANSWER_WITHIN_MS } from './checks.ts'
import type { TalkSocket } from './subscriptions.ts'

/** Null when no answer came in 2 s, or the query was refused. */
export type Ask = <N extends QueryName>(query: Query<N>) => Promise<Answer<N> | null>

export function createQuery(socket: TalkSocket): Ask {
  return async <N extends QueryName>(query: Query<N>) => {
    if (!socket.connected) return null
    try {
      const answer: unknown = await socket.timeout(ANSWER_WITHIN_MS).emitWithAck('query', query)
      const isRefusal = typeof answer === 'object' && answer !== null && 'refusal' in answer
      return isRefusal ? null : (answer as Answer<N>)
    } catch {
      return null
    }
  }
}
