import { expect, test } from 'vitest'
import { cleanText } from './text.ts'

const MOST = 500
/** What must never come out: it hides, turns, or breaks out of its line. */
const FORBIDDEN =
  /\p{Cc}|\p{Cs}|[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffc]|[\u{e0000}-\u{e007f}]/u
const TOO_MANY_MARKS = /[\p{M}\u200c\u200d]{6}/u

const SCRIPTS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '"><script>alert(1)</script>',
  "';alert(1)//",
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  '<a href="javascript:alert(1)">x</a>',
  '<iframe srcdoc="<script>alert(1)</script>">',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '<!--<img src="--><img src=x onerror=alert(1)//">',
  '{{constructor.constructor("alert(1)")()}}',
  '${alert(1)}',
  '<style>@import "//evil"</style>',
  '<base href="//evil">',
  '<math><mtext></table><style><img src=x onerror=alert(1)>',
  '</textarea><script>alert(1)</script>',
  'https://good.example@evil.example/',
  '__proto__',
]
const CODES = [
  0x00, 0x07, 0x08, 0x0b, 0x0d, 0x1b, 0x7f, 0x85, 0x9f, 0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x180e, 0x200b,
  0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2064, 0x2066, 0x2067,
  0x2068, 0x2069, 0x206f, 0x2800, 0x3164, 0xfe00, 0xfeff, 0xffa0, 0xfff9, 0xfffc, 0xd800, 0xdfff, 0xe0001,
  0xe0041, 0xe007f, 0xe0100, 0x1d173,
]
const MARKS = ['\u0301', '\u0336', '\u0489', '\u20dd', '\u0e49', '\u0610', '\u1ab0', '\u0f74']

/** At least 200 strings that somebody might send to break a room's screen. */
function hostile(): string[] {
  const made = SCRIPTS.flatMap((script) => [
    script,
    script.toUpperCase(),
    `\u202e${script}`,
    script.split('').join('\u200b'),
    `${script}\n`.repeat(200),
  ])
  for (const code of CODES) {
    const unseen = String.fromCodePoint(code)
    made.push(unseen, unseen.repeat(1000), `ad${unseen}min`, `${unseen} ${unseen}`)
  }
  for (const mark of MARKS) {
    made.push(
      mark.repeat(50),
      `a${mark.repeat(400)}`,
      `a${`${mark}\u200d`.repeat(300)}`,
      `x ${mark.repeat(9)}`,
    )
  }
  for (const word of ['a', 'W', '漢', '﷽', '\u200d', '\u200c', '👩‍', '🏴', '\u05d0', '. ', '\t', '\ud83d'])
    made.push(word.repeat(10_000))
  return made
}

test('[E15] hostile text comes out short, seen, in its line, and stays as it is when cleaned again', () => {
  const strings = hostile()
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

test('[E15] what cannot be seen is nothing at all, and cannot tell two names apart', () => {
  for (const code of CODES) expect(cleanText(String.fromCodePoint(code).repeat(3), MOST)).toBe('')
  for (const text of ['\u200d', ' \u200c \u200d ', '\u0301\u0301', '\u200d\u0301', '\n\t ']) {
    expect(cleanText(text, MOST)).toBe('')
  }
  for (const code of CODES) expect(cleanText(`a${String.fromCodePoint(code)}da`, 30)).toBe('ada')
  expect(cleanText('e\u0301', 30)).toBe('\u00e9')
})

test('[E15] text keeps its markup as text', () => {
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

test('[E15] a long text is cut to code points, never through one', () => {
  expect(cleanText('👍'.repeat(501), MOST)).toBe('👍'.repeat(500))
  expect(cleanText(`${'a'.repeat(499)} b`, MOST)).toBe('a'.repeat(499))
})
