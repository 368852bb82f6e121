/** Tests the phone's messages. */
import { expect, test } from 'vitest'
import type { Outline } from '../../protocol/deck.ts'
import { feedWords, outcomeWords, place, question } from './words.ts'
import { REFUSAL_CODES } from '../../protocol/refusal.ts'

const OUTLINE: Outline = [
  { id: 'a', h: 0, v: 0, title: 'Sockets and Lies', steps: 0 },
  { id: 'b', h: 1, v: 0, title: 'Me', steps: 3 },
]
const asking = { name: 'asking', wish: 'next' } as const

test('[P15] a position reads as slide n of m and step k of s', () => {
  expect(place(OUTLINE, { h: 0, v: 0, f: -1 })).toEqual({
    slide: 'Slide 1 of 2',
    step: '',
    title: 'Sockets and Lies',
  })
  expect(place(OUTLINE, { h: 1, v: 0, f: 1 })).toMatchObject({ slide: 'Slide 2 of 2', step: 'step 2 of 3' })
})

test('[P5] the question says where the talk is, and offers to send only if nothing has moved', () => {
  const at = { h: 1, v: 0, f: 0 }
  const stayed = question({ ...asking, since: 'stayed' }, OUTLINE, at, true)
  expect(stayed.text).toBe('The talk is on Slide 2 of 2, step 1 of 3: Me.')
  expect(stayed.send).toBe('Send it now')
  expect(question({ ...asking, since: 'moved' }, OUTLINE, at, true).send).toBe('')
  expect(question({ ...asking, since: 'taken' }, OUTLINE, at, true).send).toBe('')
  expect(question({ ...asking, since: 'arrived' }, OUTLINE, at, true).send).toBe('')
})

test('[P16] every refusal has a message', () => {
  for (const code of REFUSAL_CODES) expect(outcomeWords(code), code).not.toBe('')
})

const GONE = { is: 'silent', n: 0 } as const

test.each([
  [undefined, ''],
  [{ name: 'x', state: 'live', trouble: null }, 'Posts come from: x.'],
  [{ name: 'x', state: 'connecting', trouble: null }, 'Connecting to: x.'],
  [{ name: 'x', state: 'connecting', trouble: GONE }, 'X does not answer.'],
  [{ name: 'x', state: 'fallback', trouble: GONE }, 'X does not answer. The recording is shown instead.'],
  [{ name: 'x', state: 'off', trouble: null }, ''],
] as const)('[E39] the feed %j reads "%s"', (feed, words) => {
  expect(feedWords(feed)).toBe(words)
})
