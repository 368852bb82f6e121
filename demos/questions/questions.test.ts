/** Tests the parts of the questions' element that need no page. */
import { expect, test } from 'vitest'
import type { QuestionItem, QuestionsView } from '../../protocol/features/questions-view.ts'
import { listed } from './question-order.ts'
import { similarTo } from './question-similar.ts'
import { createQuestionsModel } from './questions-model.ts'

const item = (id: number, text: string, votes = 0, more: Partial<QuestionItem> = {}): QuestionItem => ({
  id,
  text,
  votes,
  ...more,
})
const ids = (items: readonly QuestionItem[]): number[] => items.map(({ id }) => id)

test('[Q20] similar questions share at least two words and half of the shorter text', () => {
  const questions = [
    item(1, 'What happens when the server restarts?'),
    item(2, 'Why is the café closed?', 5),
    item(3, 'How do you test sockets?'),
    item(4, 'Does the server restart often, and what happens then?', 9),
  ]
  expect(ids(similarTo('what happens if a SERVER restarts', questions))).toEqual([1, 4])
  expect(ids(similarTo('cafe closed today', questions))).toEqual([2])
  expect(similarTo('What', questions)).toEqual([])
  expect(similarTo('', questions)).toEqual([])
  expect(similarTo('something else entirely', questions)).toEqual([])
})

test('[Q21] by votes, those without an answer come first; by time, the newest; a tag filters', () => {
  const questions = [
    item(1, 'a', 3, { tags: ['x'] }),
    item(2, 'b', 9, { answered: true }),
    item(3, 'c', 5, { tags: ['x', 'y'] }),
    item(4, 'd', 3),
  ]
  expect(ids(listed(questions, 'votes'))).toEqual([3, 1, 4, 2])
  expect(ids(listed(questions, 'time'))).toEqual([4, 3, 2, 1])
  expect(ids(listed(questions, 'votes', 'x'))).toEqual([3, 1])
})

test('[Q10] older pages stay in the model while changes arrive', () => {
  const model = createQuestionsModel()
  const view: QuestionsView = { mode: 'open', tags: [], speakers: [], items: [item(60, 'new')], from: 51 }
  model.take(view, undefined)
  model.takeOlder({ items: [item(2, 'old'), item(50, 'older')], from: 1 })
  expect([ids(model.items), model.from]).toEqual([[2, 50, 60], 1])
  model.take(view, { votes: [[2, 7]], gone: [50], items: [item(61, 'newer')] })
  expect(model.items).toEqual([item(2, 'old', 7), item(60, 'new'), item(61, 'newer')])
  // A page that was on its way before the view was replaced.
  model.takeOlder({ items: [item(2, 'old')], from: 1 })
  expect(model.items.at(0)?.votes).toBe(7)
  model.take(view, undefined)
  expect([ids(model.items), model.from]).toEqual([[60], 51])
})
