/** The questions in the report: those that the room saw, the most wanted first. */
import type { ReportContext, ReportPart } from '../report/table.ts'
import type { Questions } from './questions-slice.ts'

export function reportQuestions({ items }: Questions, { muted }: ReportContext): ReportPart {
  const shown = Array.from(items).filter(({ state, by }) => state === 'shown' && !muted.has(by))
  const rows = shown
    .toSorted((a, b) => b.votes - a.votes)
    .map(({ text, votes, name, answered, reply, tags }) => [
      text,
      votes,
      name === '' ? null : name,
      answered ? 'yes' : 'no',
      reply === '' ? null : reply,
      tags.length === 0 ? null : tags.join(', '),
    ])
  return {
    figures: [{ name: 'questions', value: rows.length }],
    tables: [
      {
        name: 'questions',
        order: 2,
        columns: [
          { key: 'question', kind: 'text' },
          { key: 'votes', kind: 'count', bar: true },
          { key: 'name', kind: 'name' },
          { key: 'answered', kind: 'word' },
          { key: 'answer', kind: 'text' },
          { key: 'tags', kind: 'text' },
        ],
        rows,
      },
    ],
  }
}
