import { expect, test } from 'vitest'
import { isFlagged } from './flagged.ts'

test.each([
  ['spam', 'This is SPAM!', true],
  ['spam', 'spammer', false],
  ['spam', 'no spam-here', true],
  ['cafe', 'Café?', true],
  ['Café', 'CAFE', true],
  ['straße', 'STRASSE', true],
  ['bad word', 'a bad\n  word', true],
  ['bad word', 'bad words', false],
  ['c++', 'I like C++.', true],
  ['c++', 'I like C.', false],
  ['a-b/c', 'an a-b/c', true],
  ['a.b', 'axb', false],
  ['(x', 'what (x)', true],
  ['не', 'НЕ так', true],
  ['не', 'небо', false],
  ['馬鹿', 'この馬鹿者', true],
  ['कम', 'काम', false],
])('[K50] the word “%s” in “%s”: %s', (word, text, is) => {
  expect(isFlagged(text, ['another', word])).toBe(is)
})

test('[K50] without words nothing is flagged', () => {
  expect(isFlagged('spam', [])).toBe(false)
})
