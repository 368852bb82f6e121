/** Which words a page gets. */
import { createHash } from 'node:crypto'
import { ALL_WORDS } from '../../protocol/words/all.ts'
import { LANGUAGES, type Language } from '../../protocol/words/languages.ts'
import type { Translation } from '../../protocol/words/words.ts'

export type PageWord = keyof Translation['pages']

/** Below the assets, so that caches in front of the server keep them too. */
export const WORDS_ADDRESS = '/assets/words/'

/** Pages that load the words of the elements on demand. All others have them from the start. */
const LIGHT = ['audience']
/** Pages with the words for speakers and moderators. */
const CREW = ['presenter', 'moderator', 'pair']

/** The files with the words of the elements, by name. */
export const ELEMENT_WORDS: ReadonlyMap<string, string> = new Map(
  LANGUAGES.map((language) => {
    const text = JSON.stringify(ALL_WORDS[language].elements)
    const hash = createHash('sha256').update(text).digest('base64url').slice(0, 10)
    return [`${language}-${hash}.json`, text]
  }),
)

export function pageWord(key: PageWord, language: Language): string {
  return ALL_WORDS[language].pages[key]
}

/** For the element `#words` of a page (`client/words.ts`). */
export function wordsOfPage(page: string, language: Language): object {
  const { shell, elements, phone } = ALL_WORDS[language]
  if (CREW.includes(page)) return { language, elements: '', words: { shell, elements, phone } }
  if (!LIGHT.includes(page)) return { language, elements: '', words: { shell, elements } }
  const file = [...ELEMENT_WORDS.keys()].find((name) => name.startsWith(`${language}-`))
  return { language, elements: `${WORDS_ADDRESS}${file}`, words: { shell } }
}
