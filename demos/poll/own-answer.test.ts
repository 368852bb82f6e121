import { expect, test } from 'vitest'
import { withOwnAnswer, withOwnWords } from './own-answer.ts'

const own = { ballot: 1, vote: { text: 'Mine' }, answer: 3, alone: true } as const

test('[O18] a muted person sees their own answer in its place, and not twice', () => {
  expect(withOwnAnswer([], own, false)).toEqual([[3, 'Mine']])
  expect(
    withOwnAnswer(
      [
        [4, 'b'],
        [2, 'a'],
      ],
      own,
      true,
    ),
  ).toEqual([
    [4, 'b'],
    [3, 'Mine'],
    [2, 'a'],
  ])
  // It is on an earlier page.
  expect(withOwnAnswer([[5, 'c']], own, true)).toEqual([[5, 'c']])
  expect(withOwnAnswer([[5, 'c']], undefined, false)).toEqual([[5, 'c']])
})

test('[O18] a muted person sees their own words counted', () => {
  const words = { ballot: 1, vote: { words: ['tcp', 'Mine'] }, alone: true as const }
  expect(withOwnWords([['TCP', 4]], words)).toEqual([
    ['TCP', 5],
    ['Mine', 1],
  ])
  expect(withOwnWords([['TCP', 4]], undefined)).toEqual([['TCP', 4]])
})
