/** Which words a page gets. */
import { createHash } from 'node:crypto'
import { ALL_WORDS } from '../../protocol/words/all.ts'
import { LANGUAGES, type Language } from '../../protocol/words/languages.ts'
import { fillText, pluralForm, type Translation } from '../../protocol/words/words.ts'

export type PageWord = keyof Translation['pages']

/** Below the assets, so that caches in front of the server keep them too. */
export const WORDS_ADDRESS = '/assets/words/'

type Part = Exclude<keyof Translation, 'pages'>

/** The parts of the pages for speakers and moderators. */
const CREW: readonly Part[] = ['shell', 'elements', 'exhibits', 'phone']
/** The parts that a page has from the start; it loads others on demand. */
const WRITTEN: Record<string, readonly Part[]> = {
  audience: ['shell'],
  stage: ['shell', 'elements', 'stage'],
  replay: ['shell', 'elements', 'exhibits', 'replay'],
  presenter: CREW,
  moderator: CREW,
  pair: CREW,
}
const MOST_PAGES: readonly Part[] = ['shell', 'elements']
const ON_DEMAND: readonly Part[] = ['elements', 'exhibits']

/** The files with the words that are loaded on demand, by name. */
export const WORD_FILES: ReadonlyMap<string, string> = new Map(
  LANGUAGES.flatMap((language) =>
    ON_DEMAND.map((part): [string, string] => {
      const text = JSON.stringify(ALL_WORDS[language][part])
      const hash = createHash('sha256').update(text).digest('base64url').slice(0, 10)
      return [`${language}-${part}-${hash}.json`, text]
    }),
  ),
)

export function pageWord(key: PageWord, language: Language): string {
  return ALL_WORDS[language].pages[key]
}

/** `path` is a key of `pages`, or the path of a word in another part, such as `phone.more.title`. */
export function wordAt(path: string, language: Language): string {
  const keys = path.includes('.') ? path.split('.') : ['pages', path]
  const word = keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], ALL_WORDS[language])
  if (typeof word !== 'string') throw new Error(`A page names the word "${path}", which does not exist.`)
  return word
}

/** How long the server keeps what people send; `days` is 0 if it deletes nothing by itself. */
export function keptWords(days: number, language: Language): string {
  const { kept, keptOn } = ALL_WORDS[language].elements
  return days > 0 ? fillText(pluralForm(kept, days, language), { n: days }, language) : keptOn
}

/** For the element `#words` of a page (`client/words.ts`). */
export function wordsOfPage(page: string, language: Language): object {
  const written = WRITTEN[page] ?? MOST_PAGES
  const fileOf = (part: Part): string =>
    `${WORDS_ADDRESS}${[...WORD_FILES.keys()].find((name) => name.startsWith(`${language}-${part}-`))}`
  return {
    language,
    files: Object.fromEntries(
      ON_DEMAND.filter((part) => !written.includes(part)).map((part) => [part, fileOf(part)]),
    ),
    words: Object.fromEntries(written.map((part) => [part, ALL_WORDS[language][part]])),
  }
}
