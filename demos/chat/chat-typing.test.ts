import { expect, test } from 'vitest'
import { typingWords } from './chat-typing.ts'

test.each([
  [0, [], ''],
  [-1, ['ada'], ''],
  [1, [], 'somebody is writing'],
  [7, [], '7 people are writing'],
  [1, ['ada'], 'ada is writing'],
  [2, ['ada', 'bob'], 'ada and bob are writing'],
  [2, ['ada'], 'ada and 1 other are writing'],
  [3, ['ada', 'bob', 'cyd'], 'ada and 2 others are writing'],
  [400, ['ada', 'bob'], 'ada and 399 others are writing'],
])('[E26] %i writing, named %j: “%s”', (count, names, words) => {
  expect(typingWords(count, names).join('')).toBe(words)
})
