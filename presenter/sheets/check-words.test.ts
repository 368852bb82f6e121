/** Tests the rows of the Check sheet that the phone adds. */
import { expect, test } from 'vitest'
import { bad, good } from '../../protocol/check.ts'
import { addressRow, checkVerdict, clockRow, wakeRow } from './check-words.ts'

const URL = 'https://talk.example.com/'

test('[PF2] the address is good only if it answered on this phone', () => {
  expect(addressRow('yes', URL)).toEqual(good('Address', 'talk.example.com answers on this phone.'))
  for (const reach of ['asking', 'no', 'not-allowed', 'other-address'] as const) {
    const row = addressRow(reach, URL)
    expect(row).toMatchObject({
      good: false,
      words: expect.stringContaining('talk.example.com'),
      advice: expect.stringMatching(/./),
    })
  }
})

test('[PF2] the screen is good only while it is kept on, and each other state says what to do', () => {
  expect(wakeRow('held').good).toBe(true)
  for (const state of ['off', 'unsupported', 'insecure', 'refused'] as const)
    expect(wakeRow(state)).toMatchObject({
      good: false,
      words: expect.stringMatching(/\.$/),
      advice: expect.stringMatching(/\.$/),
    })
})

test.each([
  [undefined, false, /compared/],
  [0, true, /agrees/],
  [4999, true, /agrees/],
  [-70_000, false, /70 s ahead of the server/],
  [240_000, false, /4 min behind the server/],
  [-3 * 3_600_000, false, /3 h ahead of/],
])('[PF2] a clock that differs by %s ms', (offset, isGood, words) => {
  expect(clockRow(offset)).toMatchObject({ good: isGood, words: expect.stringMatching(words) })
})

test('[PF1] one line sums up', () => {
  expect(checkVerdict([good('A', '')])).toEqual({ good: true, words: 'Everything is ready.' })
  expect(checkVerdict([good('A', ''), bad('B', '', '')]).words).toBe('1 check is red.')
  expect(checkVerdict([bad('A', '', ''), bad('B', '', '')]).words).toBe('2 checks are red.')
})
