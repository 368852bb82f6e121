import { expect, test } from 'vitest'
import type { Asked } from '../../protocol/features/poll-asked.ts'
import { wordsOf } from './answers.ts'

const asked: Asked = { kind: 'single', question: 'Which?', options: ['Rye', 'Spelt', 'Oat'], results: 'live' }

test('[I9] a vote of each kind is written in words', () => {
  expect(wordsOf(asked, { choice: [1] })).toEqual(['Spelt'])
  expect(wordsOf({ ...asked, kind: 'ranking' }, { choice: [2, 0, 1] })).toEqual([
    '1. Oat',
    '2. Rye',
    '3. Spelt',
  ])
  expect(wordsOf({ ...asked, kind: 'points' }, { points: [60, 0, 40] })).toEqual(['Rye: 60', 'Oat: 40'])
  expect(wordsOf({ ...asked, kind: 'estimate', unit: 'g' }, { number: 1200 })).toEqual(['1,200 g'])
  expect(wordsOf({ ...asked, kind: 'scale', options: [] }, { choice: [3] })).toEqual(['4'])
  expect(wordsOf({ ...asked, kind: 'text' }, { text: 'More salt' })).toEqual(['More salt'])
  expect(wordsOf({ ...asked, kind: 'words' }, { words: ['salt', 'time'] })).toEqual(['salt', 'time'])
  expect(wordsOf({ ...asked, kind: 'place' }, { x: 0.5, y: 0.5 })).toEqual(['A place on the picture'])
})
