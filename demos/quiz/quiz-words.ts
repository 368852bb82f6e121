/** The sentences of the quiz. No DOM. */
import type { Player } from '../../protocol/features/quiz-slice.ts'
import type { QuizQuestionView, QuizView } from '../../protocol/features/quiz-view.ts'
import type { RefusalCode } from '../../protocol/refusal.ts'
import { fill, plural, words } from '../../client/words.ts'

/** What this page knows about its answer to a question. */
export type MyAnswer =
  | { state: 'none' }
  | { state: 'waiting'; options: readonly number[]; live: boolean }
  | { state: 'sent'; options: readonly number[] }
  | { state: 'refused'; code: RefusalCode }

/** The line below the options on a page of the audience. `timeIsUp` is by the server's clock. */
export function answerWords(
  question: QuizQuestionView,
  mine: MyAnswer,
  own: Player | undefined,
  timeIsUp: boolean,
): string {
  if (question.state === 'revealed') return resultWords(question, mine, own)
  const { quiz } = words.elements
  if (mine.state === 'waiting') return mine.live ? quiz.sending : quiz.later
  const closed = question.state === 'closed' || timeIsUp
  if (mine.state === 'sent') return closed ? quiz.inClosed : quiz.in
  if (mine.state === 'refused') return refusedWords(mine.code)
  if (closed) return quiz.timeUp
  return question.several ? quiz.chooseAll : quiz.firstCounts
}

function refusedWords(code: RefusalCode): string {
  const { quiz, noCookie } = words.elements
  if (code === 'closed') return quiz.tooLate
  if (code === 'no-cookie') return noCookie
  return code === 'paused' ? quiz.paused : quiz.failed
}

function resultWords({ result }: QuizQuestionView, mine: MyAnswer, own: Player | undefined): string {
  const { quiz } = words.elements
  if (!result || mine.state !== 'sent') return quiz.notAnswered
  const isRight = String(mine.options) === String(result.right)
  return isRight ? fill(quiz.correct, { points: pointsWords(own?.gained ?? 0) }) : quiz.notThisTime
}

function pointsWords(points: number): string {
  return plural(words.elements.quiz.points, points)
}

/** The rank and the points of this participant; empty before the first reveal. */
export function rankWords(own: Player | undefined, { players }: Pick<QuizView, 'players'>): string {
  if (!own || own.rank === 0) return ''
  const { quiz } = words.elements
  return fill(quiz.rank, { points: pointsWords(own.score), rank: own.rank, players })
}

export function answeredWords({ answered, players }: Pick<QuizView, 'answered' | 'players'>): string {
  const answers = plural(words.elements.answers, answered)
  if (players === 0) return answers
  return fill(words.elements.quiz.answersFrom, { answers, players: playersWords(players) })
}

export function playersWords(players: number): string {
  return plural(words.elements.quiz.players, players)
}
