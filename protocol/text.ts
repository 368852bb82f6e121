/** Makes what a person typed safe to show to a room: it stays text, in its line and in its box. */

/** Controls but tab and newline, marks that turn the direction of writing, characters without a width, tags. */
const UNSEEN =
  /(?![\t\n])\p{Cc}|[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\u{e0001}-\u{e007f}]/gu
/** More marks on one letter than any language needs climb out of their line. */
const STACKED = /(\p{M}{3})\p{M}+/gu
const SPACES = /\s+/g

/** Composes, drops what cannot be seen, folds white space, cuts to `most` code points. */
export function cleanText(text: string, most: number): string {
  const seen = text.normalize('NFC').replace(UNSEEN, '').replace(STACKED, '$1').replace(SPACES, ' ').trim()
  return Array.from(seen).slice(0, most).join('').trim()
}
