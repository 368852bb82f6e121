/** The languages of the pages. */
import type { Deck } from '../deck.ts'

/** The first is used if nothing else fits. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'pt', 'it', 'ja', 'ar'] as const
export type Language = (typeof LANGUAGES)[number]

/** The language of ours for a BCP 47 tag; null if there is none. */
export function knownLanguage(tag: string): Language | null {
  const [primary = ''] = tag.toLowerCase().split(/[-_]/)
  return LANGUAGES.find((each) => each === primary) ?? null
}

/** The one that the deck names, if it is one of ours. */
export function namedLanguage({
  language,
  languageNamed,
}: Pick<Deck, 'language' | 'languageNamed'>): Language | null {
  return languageNamed ? knownLanguage(language) : null
}

/** Of a file made from a deck, which no browser asks for: the one that the deck names if it is one of ours, else English. */
export function deckLanguage(deck: Pick<Deck, 'language' | 'languageNamed'>): Language {
  return namedLanguage(deck) ?? LANGUAGES[0]
}

export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr'
}
