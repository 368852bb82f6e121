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
      name === '' ? 'anonymous' : name,
      answered ? 'yes' : 'no',
      reply === '' ? null : reply,
      tags.length === 0 ? null : tags.join(', '),
    ])
  return {
    figures: [{ label: 'Questions', value: rows.length }],
    tables: [
      {
        name: 'questions',
        title: 'Questions',
        order: 2,
        columns: [
          { key: 'question', label: 'Question', kind: 'text' },
          { key: 'votes', label: 'Votes', kind: 'count', bar: true },
          { key: 'name', label: 'Asked by', kind: 'text' },
          { key: 'answered', label: 'Answered', kind: 'text' },
          { key: 'answer', label: 'Answer', kind: 'text' },
          { key: 'tags', label: 'Tags', kind: 'text' },
        ],
        rows,
        empty: 'Nobody asked a question.',
      },
    ],
  }
}
