/** The order in which questions are listed, and which of them. Pure. */
import type { QuestionItem } from '../../protocol/features/questions-view.ts'

export type Order = 'votes' | 'time'

/** An empty tag lists all. By votes, those without an answer come first; by time, the newest comes first. */
export function listed(items: readonly QuestionItem[], order: Order, tag = ''): QuestionItem[] {
  return items
    .filter(({ tags = [] }) => tag === '' || tags.includes(tag))
    .toSorted((a, b) => (order === 'votes' ? byVotes(a, b) : b.id - a.id))
}

function byVotes(a: QuestionItem, b: QuestionItem): number {
  return Number(a.answered ?? false) - Number(b.answered ?? false) || b.votes - a.votes || a.id - b.id
}
