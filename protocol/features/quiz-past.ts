/** Answers to queries about a quiz: a question that was revealed before, and all players. */
import type { ActorId } from '../ids.ts'
import { byStanding, isRight, pointsFor } from './quiz-points.ts'
import { answerKey, type Quiz } from './quiz-slice.ts'
import { questionView, rowOf, type BoardRow, type QuizQuestionView } from './quiz-view.ts'

/** Players in one page. */
const PAGE = 100

export interface EarlierQuestion {
  question: QuizQuestionView
  answered: number
  /** What the sender answered, and the points for it; null if they did not. */
  mine: { options: number[]; gained: number } | null
}

export interface PlayersPage {
  /** In the order of the leaderboard after the newest reveal. */
  rows: BoardRow[]
  /** There are players after these. */
  more: boolean
}

/** Undefined for a question that was not revealed. */
export function pastQuestion(
  { past, answers }: Pick<Quiz, 'past' | 'answers'>,
  id: string,
  actor: ActorId,
): EarlierQuestion | undefined {
  const question = [...past].find((each) => each.id === id)
  if (!question) return undefined
  const { answered, counts } = question
  const answer = answers.get(answerKey(question.ask, actor))
  const gained = answer && isRight(answer.options, question.right) ? pointsFor(question, answer.afterMs) : 0
  return {
    question: questionView(question, counts, 'audience'),
    answered,
    mine: answer ? { options: answer.options, gained } : null,
  }
}

/** The players after the first `from`. */
export function playersFrom({ players }: Pick<Quiz, 'players'>, from: number): PlayersPage {
  // Who has joined since the newest reveal has no place yet.
  const all = Array.from(players, ([, player]) => player).toSorted(
    (a, b) => Number(a.rank === 0) - Number(b.rank === 0) || byStanding(a, b),
  )
  return { rows: all.slice(from, from + PAGE).map(rowOf), more: all.length > from + PAGE }
}
