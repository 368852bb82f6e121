/** The sentences of the quiz. No DOM. */
import type { Player } from '../../protocol/features/quiz-slice.ts'
import type { QuizQuestionView, QuizView } from '../../protocol/features/quiz-view.ts'
import type { RefusalCode } from '../../protocol/refusal.ts'
import { count } from '../parts.ts'

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
  if (mine.state === 'waiting')
    return mine.live ? 'Sending your answer…' : 'No connection. Your answer is sent as soon as it is back.'
  const closed = question.state === 'closed' || timeIsUp
  if (mine.state === 'sent')
    return closed ? 'Your answer is in. The result comes next.' : 'Your answer is in.'
  if (mine.state === 'refused') return refusedWords(mine.code)
  if (closed) return 'Time is up.'
  return question.several ? 'Choose all that are right.' : 'Your first choice counts.'
}

function refusedWords(code: RefusalCode): string {
  if (code === 'closed') return 'Too late: the question was already closed.'
  if (code === 'no-cookie') return 'This browser sends no cookie: allow cookies, and load this page again.'
  if (code === 'paused') return 'The speaker has paused the room. Try again later.'
  return 'Your answer was not accepted. Try again.'
}

function resultWords({ result }: QuizQuestionView, mine: MyAnswer, own: Player | undefined): string {
  if (!result || mine.state !== 'sent') return 'You did not answer this one.'
  const isRight = String(mine.options) === String(result.right)
  return isRight ? `Right: ${pointsWords(own?.gained ?? 0)}.` : 'Not this time.'
}

function pointsWords(points: number): string {
  return points === 1 ? '1 point' : `${count(points)} points`
}

/** The rank and the points of this participant; empty before the first reveal. */
export function rankWords(own: Player | undefined, { players }: Pick<QuizView, 'players'>): string {
  if (!own || own.rank === 0) return ''
  return `You have ${pointsWords(own.score)}: place ${own.rank} of ${count(players)}.`
}

export function answeredWords({ answered, players }: Pick<QuizView, 'answered' | 'players'>): string {
  const answers = `${count(answered)} ${answered === 1 ? 'answer' : 'answers'}`
  return players === 0 ? answers : `${answers} from ${playersWords(players)}`
}

export function playersWords(players: number): string {
  return `${count(players)} ${players === 1 ? 'player' : 'players'}`
}
