/** What this person has said in the talk: their votes, their questions, their place in the quiz. */
import type { Connection } from '../../client/connection/connection.ts'
import type { Asked } from '../../protocol/features/poll-asked.ts'
import type { Vote } from '../../protocol/features/poll-vote.ts'
import { number, words } from '../../client/words.ts'
import type { QuestionItem } from '../../protocol/features/questions-view.ts'

export interface MyVote {
  question: string
  /** One for each option, word or line. */
  mine: string[]
  /** The counts of the room, if they were shown. */
  room: { option: string; votes: number }[]
}

export interface Answers {
  votes: MyVote[]
  questions: QuestionItem[]
  /** Questions of others that this person voted for. */
  liked: QuestionItem[]
  quiz: { score: number; rank: number; players: number } | null
}

const WITHIN_MS = 2000

/** Waits a moment for what the page has not subscribed to yet. Without a connection, what is here counts. */
export async function readAnswers(connection: Connection): Promise<Answers> {
  const answers: Answers = { votes: [], questions: [], liked: [], quiz: null }
  await Promise.all([
    first(connection, 'poll', (undo) =>
      connection.subscribe('poll', ({ polls }, own = {}) => {
        answers.votes = polls.flatMap(({ id, asked, result, shown }) => {
          const cast = own[id]
          if (!cast) return []
          const counts = shown ? (result?.counts ?? []) : []
          const room = asked.options.map((option, i) => ({ option, votes: counts[i] ?? 0 }))
          const known = counts.length === asked.options.length
          return [{ question: asked.question, mine: wordsOf(asked, cast.vote), room: known ? room : [] }]
        })
        undo()
      }),
    ),
    first(connection, 'questions', (undo) =>
      connection.subscribe('questions', ({ items }, own) => {
        answers.questions = items.filter(({ id }) => own?.asked.includes(id))
        answers.liked = items.filter(({ id }) => own?.voted.includes(id) && !own.asked.includes(id))
        undo()
      }),
    ),
    first(connection, 'quiz', (undo) =>
      connection.subscribe('quiz', ({ players }, own) => {
        answers.quiz = own && own.rank > 0 ? { score: own.score, rank: own.rank, players } : null
        undo()
      }),
    ),
  ])
  return answers
}

/** Resolves with the first news of a channel, or after a moment. */
async function first(
  connection: Connection,
  channel: 'poll' | 'questions' | 'quiz',
  listen: (arrived: () => void) => () => void,
): Promise<void> {
  if (connection.link !== 'live' && connection.store.seq(channel) === 0) return
  let unsubscribe = (): void => {}
  await Promise.race([
    new Promise<void>((resolve) => {
      unsubscribe = listen(resolve)
    }),
    new Promise((resolve) => setTimeout(resolve, WITHIN_MS)),
  ])
  unsubscribe()
}

/** A vote in words. */
export function wordsOf(asked: Asked, vote: Vote): string[] {
  const option = (i: number): string => asked.options[i] ?? String(i + 1)
  if ('choice' in vote) {
    if (asked.kind === 'ranking') return vote.choice.map((i, place) => `${place + 1}. ${option(i)}`)
    return vote.choice.map(option)
  }
  if ('points' in vote)
    return vote.points.flatMap((points, i) => (points > 0 ? [`${option(i)}: ${points}`] : []))
  if ('number' in vote) return [[number(vote.number), asked.unit].filter(Boolean).join(' ')]
  if ('text' in vote) return [vote.text]
  if ('words' in vote) return vote.words
  return [words.elements.ownPage.onPicture]
}
