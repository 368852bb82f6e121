/** A browser's copy of the questions after a change. Separate from their rules, so that pages do not load them. */
import type { QuestionItem, QuestionsChange, QuestionsView } from './questions-view.ts'

/** A browser keeps no more; the oldest with the fewest votes leave first. */
const MOST_QUESTIONS_HERE = 2000

export function mergeQuestions(view: QuestionsView, change: QuestionsChange): QuestionsView {
  return { ...view, ...change.settings, items: kept(withChange(view.items, change)) }
}

/** By id, the oldest first. */
export function withChange(
  before: readonly QuestionItem[],
  { items = [], votes = [], gone = [] }: QuestionsChange,
): QuestionItem[] {
  const byId = new Map(before.map((item) => [item.id, item]))
  for (const item of items) byId.set(item.id, item)
  for (const [id, now] of votes) {
    const item = byId.get(id)
    if (item) byId.set(id, { ...item, votes: now })
  }
  for (const id of gone) byId.delete(id)
  const all = [...byId.values()]
  return items.length === 0 ? all : all.toSorted((a, b) => a.id - b.id)
}

function kept(items: QuestionItem[]): QuestionItem[] {
  if (items.length <= MOST_QUESTIONS_HERE) return items
  const least = items.toSorted((a, b) => a.votes - b.votes || a.id - b.id)
  const dropped = new Set(least.slice(0, items.length - MOST_QUESTIONS_HERE))
  return items.filter((item) => !dropped.has(item))
}
