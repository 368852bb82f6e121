import { expect, test } from 'vitest'
import type { QuizQuestionView } from '../../protocol/features/quiz-view.ts'
import { answeredWords, answerWords, rankWords, type MyAnswer } from './quiz-words.ts'

const open: QuizQuestionView = {
  ask: 1,
  id: 'q',
  text: 'Which?',
  options: ['A', 'B'],
  seconds: 20,
  points: 1000,
  at: 0,
  state: 'open',
  several: false,
}
const revealed: QuizQuestionView = {
  ...open,
  state: 'revealed',
  result: { right: [1], explanation: '', counts: [1, 2] },
}
const own = { number: 3, nickname: 'Ada', score: 1750, rightMs: 1, rank: 2, answer: null, gained: 875 }
const none: MyAnswer = { state: 'none' }
const sent = (...options: number[]): MyAnswer => ({ state: 'sent', options })

test('[U14] a page says what happens with one’s answer', () => {
  const said: [QuizQuestionView, MyAnswer, boolean, RegExp][] = [
    [open, none, false, /first choice counts/],
    [{ ...open, several: true }, none, false, /all that are right/],
    [open, { state: 'waiting', options: [0], live: true }, false, /Sending/],
    [open, { state: 'waiting', options: [0], live: false }, false, /No connection/],
    [open, sent(0), false, /^Your answer is in\.$/],
    [open, sent(0), true, /The result comes next/],
    [open, none, true, /Time is up/],
    [{ ...open, state: 'closed' }, none, false, /Time is up/],
    [{ ...open, state: 'closed' }, { state: 'refused', code: 'closed' }, false, /Too late/],
    [open, { state: 'refused', code: 'paused' }, false, /paused/],
    [open, { state: 'refused', code: 'internal' }, false, /not accepted/],
    [revealed, sent(1), true, /^Right: 875 points\.$/],
    [revealed, sent(0), true, /Not this time/],
    [revealed, none, true, /did not answer/],
  ]
  for (const [question, mine, isUp, words] of said)
    expect(answerWords(question, mine, own, isUp)).toMatch(words)
})

test('[U16] one’s place is in words, and absent before the first reveal', () => {
  expect(rankWords(own, { players: 1400 })).toBe('You have 1,750 points: place 2 of 1,400.')
  expect(rankWords({ ...own, rank: 0 }, { players: 1 })).toBe('')
  expect(rankWords(undefined, { players: 1 })).toBe('')
  expect(answeredWords({ answered: 1, players: 2 })).toBe('1 answer from 2 players')
})
