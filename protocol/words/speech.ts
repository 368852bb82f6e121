/** The words of a language with what fills them in, for the server. */
import { en } from './en.ts'
import { fillText, pluralForm, type Speech, type Words } from './words.ts'

/** For the terminal, which speaks English. */
export const ENGLISH = speechOf(en, 'en')

function speechOf(words: Words, language: string): Speech {
  return {
    words,
    fill: (text, values) => fillText(text, values, language),
    plural: (forms, n, ...[values]) => fillText(pluralForm(forms, n, language), { ...values, n }, language),
  }
}
