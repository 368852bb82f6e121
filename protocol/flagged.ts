/** Marks for moderators: whether a text contains one of the words that the deck names. Nothing is refused for it. */

/** In these scripts words are written without spaces. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const ACCENTS = /[\u0300-\u036f]/g
const SYNTAX = /[\\^$.*+?()[\]{}|]/g
const IN_WORD = '[\\p{L}\\p{N}\\p{M}]'

/** By the list of words. */
const patterns = new WeakMap<readonly string[], RegExp>()

/** Compares whole words, without case and accents. */
export function isFlagged(text: string, words: readonly string[]): boolean {
  if (words.length === 0) return false
  const pattern = patterns.get(words) ?? new RegExp(words.map(partFor).join('|'), 'u')
  patterns.set(words, pattern)
  return pattern.test(plain(text))
}

function partFor(word: string): string {
  const letters = Array.from(plain(word))
  const edge = (letter = ''): boolean => !UNSPACED.test(letter)
  const before = edge(letters[0]) ? `(?<!${IN_WORD})` : ''
  const after = edge(letters.at(-1)) ? `(?!${IN_WORD})` : ''
  return before + letters.join('').replace(SYNTAX, '\\$&') + after
}

/** Upper case first, because “ß” has no other form in lower case. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(ACCENTS, '')
    .toUpperCase()
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .trim()
}
