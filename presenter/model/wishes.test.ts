import { expect, test } from 'vitest'
import { handWords, paceWords, wishWords } from './wishes.ts'

const NOBODY = { slower: 0, faster: 0, lost: 0 }

test('[R25] the phone’s line names the hands first, then who is lost', () => {
  expect(wishWords(0, NOBODY)).toBe('')
  expect(wishWords(1, NOBODY)).toBe('1 hand')
  expect(wishWords(12, { slower: 2, faster: 1, lost: 3 })).toBe('12 hands, 3 lost, 2 slower, 1 faster')
  expect(paceWords(NOBODY)).toBe('')
  expect([0, 1, 2].map(handWords)).toEqual(['no hands are up', '1 hand is up', '2 hands are up'])
})
