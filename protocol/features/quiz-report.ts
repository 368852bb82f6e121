/** The quiz in the report: each question with the answers, and the whole leaderboard. */
import type { ReportContext, ReportPart } from '../report/table.ts'
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
        order: 4,
        columns: [
          { key: 'number', kind: 'count' },
          { key: 'question', kind: 'text' },
          { key: 'answers', kind: 'count' },
          { key: 'option', kind: 'text' },
          { key: 'right', kind: 'word' },
          { key: 'chosen', kind: 'count', bar: true },
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
      },
      {
        name: 'leaderboard',
        order: 5,
        columns: [
          { key: 'rank', kind: 'count' },
          { key: 'name', kind: 'name' },
          { key: 'score', kind: 'count', bar: true },
        ],
        rows: players.map((player) => [
          player.rank,
          player.nickname === '' ? player.number : player.nickname,
          player.score,
        ]),
      },
    ],
  }
}
