import { expect, test } from 'vitest'
import type { OutlineElement, OutlineSlide } from '../deck.ts'
import { faultOf, quizQuestions } from './quiz-question.ts'

const CAPITAL: OutlineElement = {
  name: 'live-quiz',
  attributes: { id: 'capital', seconds: '30', points: '500' },
  text: 'The capital of France?',
  items: ['Lyon', 'Paris', 'Nice'],
  private: { attributes: { right: '2' }, text: 'It has been since 987.' },
}

const slide = (...elements: OutlineElement[]): OutlineSlide => {
  return { id: 'a', h: 0, v: 0, title: 'A', steps: 0, elements }
}

test('[U1] a question has its options, the right ones, the explanation, the time and the points', () => {
  expect(quizQuestions([slide({ name: 'live-map', attributes: {} }), slide(CAPITAL)])).toEqual([
    {
      id: 'capital',
      text: 'The capital of France?',
      options: ['Lyon', 'Paris', 'Nice'],
      right: [1],
      explanation: 'It has been since 987.',
      seconds: 30,
      points: 500,
    },
  ])
})

test('[U1] without attributes there are 20 seconds and 1000 points; several options can be right', () => {
  const element = { ...CAPITAL, attributes: { id: 'x' }, private: { attributes: { right: '3, 1' } } }
  expect(quizQuestions([slide(element)])).toMatchObject([
    { seconds: 20, points: 1000, right: [0, 2], explanation: '' },
  ])
})

test('[U1] the first question with an id counts', () => {
  const other = { ...CAPITAL, text: 'Another one?' }
  expect(quizQuestions([slide(CAPITAL, other), slide(other)])).toMatchObject([{ text: CAPITAL.text }])
})

test.each<[Partial<OutlineElement>, RegExp]>([
  [{ attributes: {} }, /needs an id/],
  [{ attributes: { id: 'two words' } }, /needs an id/],
  [{ items: ['Paris'] }, /at least 2 options/],
  [{ items: Array.from({ length: 9 }, String) }, /9 options/],
  [{ private: { attributes: {} } }, /marked as right/],
  [{ private: { attributes: { right: '4' } } }, /does not exist/],
  [{ private: { attributes: { right: '0' } } }, /does not exist/],
  [{ private: { attributes: { right: 'b' } } }, /does not exist/],
  [{ attributes: { id: 'x', seconds: '-1' } }, /seconds/],
  [{ attributes: { id: 'x', seconds: 'soon' } }, /seconds/],
  [{ attributes: { id: 'x', points: '' } }, /points/],
])('[U1] %j cannot be asked', (change, fault) => {
  const element = { ...CAPITAL, ...change }
  expect(faultOf(element)).toMatch(fault)
  expect(quizQuestions([slide(element)])).toEqual([])
})

test('[U1] a question without a text cannot be asked', () => {
  const { text: _, ...rest } = CAPITAL
  expect(faultOf(rest)).toMatch(/no question/)
  expect(faultOf(CAPITAL)).toBeUndefined()
})
