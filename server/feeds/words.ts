/** Finds whole words in a text, in any case and character width. */

/** Tells whether a text contains one of the words; always false for an empty list. */
export function hasWord(words: readonly string[]): (text: string) => boolean {
  if (words.length === 0) return () => false
  const escaped = words.map((word) => word.normalize('NFKC').replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join('|')})(?![\\p{L}\\p{N}])`, 'iu')
  return (text) => pattern.test(text.normalize('NFKC'))
}
