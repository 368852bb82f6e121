/** What browsers see of the quiz. Before the reveal, only presenters and moderators see what is right and what was chosen. */
import { MODERATORS, type Role } from '../role.ts'
import { shownName } from './quiz-nickname.ts'
import type { Asked, Player, Quiz } from './quiz-slice.ts'

/** What nobody in the audience may know before the reveal. */
interface QuizResult {
  right: number[]
  explanation: string
  /** How many chose each option. */
  counts: number[]
}

export interface QuizQuestionView extends Pick<
  Asked,
  'ask' | 'id' | 'text' | 'options' | 'seconds' | 'points' | 'at' | 'state'
> {
  /** More than one option is right. */
  several: boolean
  result?: QuizResult
}

export interface BoardRow {
  player: number
  name: string
  rank: number
  score: number
  /** With the question that was revealed last. */
  gained: number
}

export interface QuizView {
  question: QuizQuestionView | null
  /** Answers to the question. */
  answered: number
  players: number
  /** The first places after the newest reveal, best first. */
  board: BoardRow[]
  /** The ids of the questions that were revealed since the last reset. */
  over: string[]
  /** For presenters and moderators: the ids of the questions that were started since the last reset. */
  started?: string[]
}

/** Only the numbers have changed. */
export type QuizChange = Pick<QuizView, 'answered' | 'players'> & { counts?: number[] }

export function viewQuiz(slice: Quiz, role: Role): QuizView {
  return {
    question: slice.question && questionView(slice.question, slice.counts, role),
    answered: slice.answered,
    players: slice.players.size,
    board: boardOf(slice),
    over: Array.from(slice.past, ({ id }) => id),
    ...(MODERATORS.includes(role) && { started: Array.from(slice.started, ([id]) => id) }),
  }
}

/** While answers come in, a browser gets only their number. */
export function quizChanges(
  { changedAt, answered, players, counts }: Quiz,
  since: number,
  role: Role,
): QuizChange | undefined {
  if (changedAt > since) return undefined
  return { answered, players: players.size, ...(MODERATORS.includes(role) && { counts }) }
}

export function questionView(asked: Asked, counts: number[], role: Role): QuizQuestionView {
  const { ask, id, text, options, seconds, points, at, state, right, explanation } = asked
  const shown = { ask, id, text, options, seconds, points, at, state, several: right.length > 1 }
  const mayKnow = state === 'revealed' || MODERATORS.includes(role)
  return mayKnow ? { ...shown, result: { right, explanation, counts } } : shown
}

function boardOf({ top, players }: Quiz): BoardRow[] {
  return top.flatMap((actor) => {
    const player = players.get(actor)
    return player ? [rowOf(player)] : []
  })
}

export function rowOf(player: Player): BoardRow {
  const { number, rank, score, gained } = player
  return { player: number, name: shownName(player), rank, score, gained }
}
