import { expect, test } from 'vitest'
import { CODES, hostileStrings, SCRIPTS } from '../tests/support/hostile.ts'
import { cleanText } from './text.ts'

const MOST = 500
/** What must never be left: characters that are invisible, change the direction, or break the line. */
const FORBIDDEN =
  /\p{Cc}|\p{Cs}|[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffc]|[\u{e0000}-\u{e007f}]/u
const TOO_MANY_MARKS = /[\p{M}\u200c\u200d]{6}/u

test('[E15] cleaned hostile text is short, visible and on one line, and cleaning it again changes nothing', () => {
  const strings = hostileStrings()
  expect(new Set(strings).size).toBeGreaterThanOrEqual(200)
  for (const text of strings) {
    const clean = cleanText(text, MOST)
    const named = JSON.stringify(text.slice(0, 40))
    expect(clean, named).not.toMatch(FORBIDDEN)
    expect(clean, named).not.toMatch(TOO_MANY_MARKS)
    expect(clean, named).not.toMatch(/\s\s|^\s|\s$|\n/)
    expect(Array.from(clean).length, named).toBeLessThanOrEqual(MOST)
    expect(cleanText(clean, MOST), named).toBe(clean)
  }
})

test('[E15] invisible characters are removed and cannot distinguish two names', () => {
  for (const code of CODES) expect(cleanText(String.fromCodePoint(code).repeat(3), MOST)).toBe('')
  for (const text of ['\u200d', ' \u200c \u200d ', '\u0301\u0301', '\u200d\u0301', '\n\t ']) {
    expect(cleanText(text, MOST)).toBe('')
  }
  for (const code of CODES) expect(cleanText(`a${String.fromCodePoint(code)}da`, 30)).toBe('ada')
  expect(cleanText('e\u0301', 30)).toBe('\u00e9')
})

test('[E15] markup stays text', () => {
  for (const script of SCRIPTS) expect(cleanText(script, MOST)).toBe(script)
})

test.each([
  ['a family', '👩‍👩‍👧‍👦'],
  ['a kiss with a skin', '👩🏽‍❤️‍💋‍👨🏻'],
  ['a rainbow flag', '🏳️‍🌈'],
  ['a keycap', '1️⃣'],
  ['Persian with its joiner', 'می‌خواهم'],
  ['Hebrew with its points', 'שָׁלוֹם'],
  ['Arabic', 'مرحبا بالعالم'],
  ['Hindi', 'क्षत्रिय'],
  ['Thai with a tone', 'ที่นี่'],
  ['Burmese with four marks', 'မြို့'],
  ['Vietnamese', 'Tiếng Việt'],
  ['Korean', '한국어'],
])('[E15] %s comes through whole', (_what, text) => {
  expect(cleanText(text, MOST)).toBe(text.normalize('NFC'))
})

test('[E15] a long text is cut between code points, never inside one', () => {
  expect(cleanText('👍'.repeat(501), MOST)).toBe('👍'.repeat(500))
  expect(cleanText(`${'a'.repeat(499)} b`, MOST)).toBe('a'.repeat(499))
})
