/** Makes text from a person safe to show: it stays text, on its line and in its box. */

/**
 * Control characters except tab and newline, lone surrogates, marks that change the direction of writing, fillers and
 * characters without a width, variation selectors that nobody types, tags.
 */
const UNSEEN =
  /(?![\t\n])\p{Cc}|\p{Cs}|\u034f|[\ufe00-\ufe0d]|[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffc]|[\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu
/** More marks on one letter than any language needs would overlap other lines. */
const STACKED = /([\p{M}\u200c\u200d]{5})[\p{M}\u200c\u200d]+/gu
/** Joiners have an effect only between two characters, where emoji and several scripts need them. */
const IDLE_JOINERS = /(^|\s)[\p{M}\u200c\u200d]+|[\u200c\u200d]+(?=\s|$)/gu
const SPACES = /\s+/g

/** Normalises, removes invisible characters, collapses white space, cuts to `most` code points. */
export function cleanText(text: string, most: number): string {
  const seen = text.replace(UNSEEN, '').normalize('NFC').replace(STACKED, '$1')
  return trim(Array.from(trim(seen)).slice(0, most).join(''))
}

function trim(text: string): string {
  return text.replace(IDLE_JOINERS, '$1').replace(SPACES, ' ').trim()
}
