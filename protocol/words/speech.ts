/** The words of a language with what fills them in, for the server. */
import { ALL_WORDS } from './all.ts'
import type { Language } from './languages.ts'
import { fillText, pluralForm, type Speech, type Words } from './words.ts'

/** For the terminal and for data, which are in English. */
export const ENGLISH = speechIn('en')

export function speechIn(language: Language): Speech {
  return {
    // The other languages have the same keys with the same placeholders.
    words: ALL_WORDS[language] as Words,
    fill: (text, values) => fillText(text, values, language),
    plural: (forms, n, ...[values]) => fillText(pluralForm(forms, n, language), { ...values, n }, language),
  }
}
