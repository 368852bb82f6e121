/** Whether two names can be mistaken for each other. Case, accents, invisible characters and look-alikes are ignored. */

/** A letter, and what looks like it in Cyrillic, Greek, Armenian, Cherokee, extended Latin, digits and signs. */
const LOOK_ALIKES = `
  a аαɑ4@ΑАᎪ∂ b вьβƅ86БΒВᏴбЪъ c сϲςСᏟᴄ¢( d ԁɗđᎠᑯ e еεєҽ3ЕΕЄᎬ€э f ƒғϜ g ɡցԍǥᏀ9 h нһհηħΗНᏂᎻћђ
  j јյЈᎫϳ k кκҝΚКᏦ l іιıӏⅼɪ1i|!ΙІӀᏆłľւⵏ∣ m мΜМᎷ n пոռΝИиᴎ o оοօσ0ΟОՕøөѳ°ᴏ p рρΡРᏢþ
  q ԛզգ r гᎱᴦяЯ s ѕꜱ5$ՏЅᏚ§ t тτ7+ΤТᎢŧ u υսцμՍᴜ v νѵᴠᏙⅴ w ԝωաшщᎳѡ x хχΧХ× y уγүΥУҮʏᎩ¥ч z ᴢΖᏃ2ζ
`
const LETTER_OF = new Map<string, string>()
for (const [, letter = '', alike = ''] of LOOK_ALIKES.matchAll(/\s(\w)\s(\S+)/g))
  for (const each of alike) LETTER_OF.set(each, letter)

/** Looks the same in most typefaces. */
const PAIRS: [string, string][] = [
  ['rn', 'm'],
  ['vv', 'w'],
  ['cl', 'd'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ß', 'ss'],
]

/** A text without everything that a reader may overlook. */
function skeletonOf(text: string): string {
  let letters = ''
  for (const each of text.normalize('NFKD').replace(/\p{M}/gu, ''))
    letters += LETTER_OF.get(each) ?? each.toLowerCase()
  let seen = Array.from(letters, (each) => LETTER_OF.get(each) ?? each).join('')
  seen = seen.replace(/[^\p{L}\p{N}]/gu, '')
  for (const [pair, letter] of PAIRS) seen = seen.replaceAll(pair, letter)
  return seen
}

/** A capital letter may resemble another letter than its lower-case form does, so all three are compared. */
export function skeletonsOf(text: string): string[] {
  const all = [text, text.toLowerCase(), text.toUpperCase()].map(skeletonOf)
  // A text of punctuation alone contains nothing that could be overlooked.
  return all[0] === '' ? [text] : [...new Set(all)]
}

export function isConfusable(a: string, b: string): boolean {
  const ofB = skeletonsOf(b)
  return skeletonsOf(a).some((each) => ofB.includes(each))
}

/** Whether `word` can be read somewhere in the text. */
export function canBeReadIn(word: string, text: string): boolean {
  const words = skeletonsOf(word)
  return skeletonsOf(text).some((each) => words.some((one) => each.includes(one)))
}
