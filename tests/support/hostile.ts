/** Strings meant to break a room's screen: markup, direction, width, size. One corpus for names, messages and posts. */

export const SCRIPTS = [
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
/** Characters that are invisible, or that have other effects. */
export const CODES = [
  0x00, 0x07, 0x08, 0x0b, 0x0d, 0x1b, 0x7f, 0x85, 0x9f, 0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x180e, 0x200b,
  0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2064, 0x2066, 0x2067,
  0x2068, 0x2069, 0x206f, 0x2800, 0x3164, 0xfe00, 0xfeff, 0xffa0, 0xfff9, 0xfffc, 0xd800, 0xdfff, 0xe0001,
  0xe0041, 0xe007f, 0xe0100, 0x1d173,
]
const MARKS = ['\u0301', '\u0336', '\u0489', '\u20dd', '\u0e49', '\u0610', '\u1ab0', '\u0f74']

/** At least 200 strings meant to break a room's screen. */
export function hostileStrings(): string[] {
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
