/** The quiz in the report: each question with the answers, and the whole leaderboard. */
import type { ReportContext, ReportPart } from '../report/table.ts'
import { shownName } from './quiz-nickname.ts'
import { byStanding } from './quiz-points.ts'
import { pastOf, type Quiz } from './quiz-slice.ts'

export function reportQuiz(quiz: Quiz, { muted }: ReportContext): ReportPart {
  const { question } = quiz
  const asked = [...quiz.past, ...(question && question.state !== 'revealed' ? [pastOf(quiz, question)] : [])]
  const players = [...quiz.players]
    .filter(([actor, { rank }]) => rank > 0 && !muted.has(actor))
    .map(([, player]) => player)
    .toSorted(byStanding)
  return {
    tables: [
      {
        name: 'quiz',
        title: 'Quiz',
        order: 4,
        columns: [
          { key: 'number', label: 'No.', kind: 'count' },
          { key: 'question', label: 'Question', kind: 'text' },
          { key: 'answers', label: 'Answers', kind: 'count' },
          { key: 'option', label: 'Option', kind: 'text' },
          { key: 'right', label: 'Right', kind: 'text' },
          { key: 'chosen', label: 'Chosen', kind: 'count', bar: true },
        ],
        rows: asked.flatMap(({ text, answered, options, right, counts }, number) =>
          options.map((option, i) => [
            number + 1,
            text,
            answered,
            option,
            right.includes(i) ? 'right' : null,
            counts[i] ?? 0,
          ]),
        ),
        groupedBy: 3,
        empty: 'There was no quiz.',
      },
      {
        name: 'leaderboard',
        title: 'Leaderboard',
        order: 5,
        columns: [
          { key: 'rank', label: 'Rank', kind: 'count' },
          { key: 'name', label: 'Name', kind: 'text' },
          { key: 'score', label: 'Points', kind: 'count', bar: true },
        ],
        rows: players.map((player) => [player.rank, shownName(player), player.score]),
        empty: 'There are no players.',
      },
    ],
  }
}
