/** The result of a question that was asked before, fetched when its slide is shown. */
import type { Connection } from '../../client/connection/connection.ts'
import type { EarlierQuestion } from '../../protocol/features/quiz-past.ts'
import type { Player } from '../../protocol/features/quiz-slice.ts'

export interface Past {
  /** Undefined until it has come. */
  readonly known: EarlierQuestion | undefined
  /** Whether it is needed: the question is over, and another one is the newest. */
  want(is: boolean): void
  close(): void
}

export function createPast(
  connection: Pick<Connection, 'query' | 'link'>,
  question: string,
  changed: () => void,
): Past {
  let known: EarlierQuestion | undefined
  let wanted = false
  let asking = false

  async function load(): Promise<void> {
    asking = true
    const answer = await connection.query({ query: 'quiz/past', question })
    asking = false
    if (!wanted || !answer) return
    known = answer
    changed()
  }

  return {
    get known() {
      return known
    },
    want(is) {
      wanted = is
      // After a reset of the quiz it may be asked again.
      if (!is) known = undefined
      else if (!known && !asking && connection.link === 'live') void load()
    },
    close() {
      wanted = false
    },
  }
}

/** The player as they were when that question was revealed, as far as its result needs it. */
export function playerThen(own: Player | undefined, { question, mine }: EarlierQuestion): Player | undefined {
  if (!own || !mine) return own
  const answer = { ask: question.ask, options: mine.options, afterMs: 0 }
  return { ...own, answer, gained: mine.gained }
}
