import { expect, test } from 'vitest'
import type { Outbox, OutboxItem } from '../../client/outbox.ts'
import type { QuizQuestionView } from '../../protocol/features/quiz-view.ts'
import { refusal } from '../../protocol/refusal.ts'
import { createMyAnswer } from './my-answer.ts'

const question: QuizQuestionView = {
  ask: 7,
  id: 'q',
  text: 'Which?',
  options: ['A', 'B', 'C'],
  seconds: 20,
  points: 1000,
  at: 0,
  state: 'open',
  several: false,
}

/** An outbox whose answers the test gives. */
function open(asked: QuizQuestionView) {
  let tell: (items: readonly OutboxItem[]) => void = () => {}
  let item: OutboxItem | undefined
  const outbox: Outbox = {
    items: [],
    send(intent) {
      item = { intent, state: 'pending' }
      tell([item])
    },
    on(listener) {
      tell = listener
      listener([])
      return () => {}
    },
    dismiss() {
      item = undefined
      tell([])
    },
    close() {},
  }
  const link = {
    link: 'live',
    onLink: (listener: (link: 'live') => void) => (listener('live'), () => {}),
  } as const
  const mine = createMyAnswer(link, outbox, () => {})
  mine.know(asked, undefined)
  return {
    mine,
    get sent() {
      return item?.intent
    },
    answers: (to: Partial<OutboxItem>) => item && tell([{ ...item, ...to }]),
  }
}

test('[U14] the only right option is sent at once; then no other can be chosen', () => {
  const page = open(question)
  expect(page.mine.mayAnswer).toBe(true)
  page.mine.choose(1)
  expect(page.sent).toMatchObject({ type: 'quiz/answer', question: 'q', options: [1] })
  expect(page.mine.known).toEqual({ state: 'waiting', options: [1], live: true })
  expect(page.mine.mayAnswer).toBe(false)
  page.answers({ state: 'sent' })
  expect(page.mine.known).toEqual({ state: 'sent', options: [1] })
})

test('[U14] several right options are marked first, and sent in order', () => {
  const page = open({ ...question, several: true })
  for (const option of [2, 1, 0, 1]) page.mine.choose(option)
  expect(page.sent).toBeUndefined()
  expect(page.mine.chosen).toEqual([0, 2])
  page.mine.sendChosen()
  expect(page.sent).toMatchObject({ options: [0, 2] })
})

test('[U14] a refused answer is shown, is forgotten by the outbox, and says nothing about the next time', () => {
  const page = open(question)
  page.mine.choose(0)
  page.answers({ state: 'refused', refusal: refusal('closed') })
  expect(page.mine.known).toEqual({ state: 'refused', code: 'closed' })
  expect(page.sent).toBeUndefined()
  page.mine.know({ ...question, ask: 9 }, undefined)
  expect(page.mine.known).toEqual({ state: 'none' })
})

test('[U14] what the server has counts', () => {
  const page = open(question)
  const own = { number: 1, nickname: '', score: 0, rightMs: 0, rank: 0, gained: 0 }
  page.mine.know(question, { ...own, answer: { ask: 7, options: [2], afterMs: 5 } })
  expect(page.mine.known).toEqual({ state: 'sent', options: [2] })
  page.mine.know({ ...question, ask: 8 }, { ...own, answer: { ask: 7, options: [2], afterMs: 5 } })
  expect(page.mine.mayAnswer).toBe(true)
})
