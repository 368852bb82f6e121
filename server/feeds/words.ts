/** Finds words in what people write: whole, whatever their case and the width of their letters. */

/** Tells whether a text has one of the words; none of an empty list. */
export function hasWord(words: readonly string[]): (text: string) => boolean {
  if (words.length === 0) return () => false
  const escaped = words.map((word) => word.normalize('NFKC').replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join('|')})(?![\\p{L}\\p{N}])`, 'iu')
  return (text) => pattern.test(text.normalize('NFKC'))
}
