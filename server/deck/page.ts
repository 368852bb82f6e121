/** Fills the template of a page with slides and what else it needs. */
import type { Deck } from '../../protocol/deck.ts'
import type { Boot } from '../../protocol/wire.ts'
import { directionOf, type Language } from '../../protocol/words/languages.ts'
import { escapeHtml } from './escape.ts'
import { keptWords, pageWord, wordAt, type PageWord } from './page-words.ts'

/** The classes of `.reveal` for a theme. */
export const LOOKS: Record<Deck['settings']['look'], string> = {
  lectern: 'lectern',
  centred: 'lectern centred',
  own: '',
}

export interface PageParts {
  /** Of the slides. */
  language: string
  /** The author has named the language of the slides. */
  named?: boolean
  rtl?: boolean
  theme: string
  /** The classes of Lectern's own theme; empty if the deck brings a theme. */
  look?: string
  title: string
  /** Stands before the title, or is the title if that is empty. */
  titleWord?: PageWord
  description?: string
  /** Addresses of style sheets, relative to the page. */
  stylesheets?: string[]
  slides?: string
  talks?: { id: string; title: string }[]
  boot?: Boot
  /** Of a page where people write: days after its end for which a run is kept; 0 if nothing deletes it automatically. */
  keepDays?: number
  /** The tag of the element on a demo's page. */
  demo?: string
  manifest?: string
}

/**
 * Fills a template. Every part is escaped here, except slides, which are the compiler's HTML. `language` is that of the
 * page's own words, of which its script gets `words`.
 */
export function fillPage(template: string, parts: PageParts, language: Language, words: object): string {
  const word = parts.titleWord && pageWord(parts.titleWord, language)
  const full = [word, parts.title].filter(Boolean).join(' — ')
  const head = [
    `<title>${escapeHtml(full)}</title>`,
    parts.description && `<meta name="description" content="${escapeHtml(parts.description)}">`,
    parts.manifest &&
      `<link rel="manifest" href="${escapeHtml(parts.manifest)}" crossorigin="use-credentials">`,
    ...(parts.stylesheets ?? []).map(
      (href) => `<link rel="stylesheet" href="${escapeHtml(href)}" data-deck>`,
    ),
  ]
  return fillTemplate(template, parts, language, {
    '%lectern.kept%': parts.keepDays === undefined ? '' : escapeHtml(keptWords(parts.keepDays, language)),
    '<!--lectern:head-->': head.filter(Boolean).join('\n'),
    '<!--lectern:slides-->': parts.slides ?? '',
    '<!--lectern:talks-->': (parts.talks ?? [])
      .map(({ id, title }) => `<li><a href="/${id}/"><span>${escapeHtml(title)}</span></a></li>`)
      .join('\n'),
    '<!--lectern:demo-->': parts.demo ? `<${parts.demo}></${parts.demo}>` : '',
    '<!--lectern:boot-->': (parts.boot ? jsonScript('boot', parts.boot) : '') + jsonScript('words', words),
  })
}

/** Fills the words and the places that every page with slides has; `more` are other places, by what stands there. */
export function fillTemplate(
  template: string,
  { language: slides, rtl, theme, look }: Pick<PageParts, 'language' | 'rtl' | 'theme' | 'look'>,
  language: Language,
  more: Record<string, string>,
): string {
  const filled: Record<string, string> = {
    '%lectern.lang%': language,
    '%lectern.dir%': directionOf(language),
    '%lectern.slides%': escapeHtml(slides),
    '%lectern.way%': rtl ? 'rtl' : 'ltr',
    '%lectern.theme%': escapeHtml(theme),
    '%lectern.look%': look ?? '',
    ...more,
  }
  return template
    .replace(/%word\.([\w.]+)%/g, (_, path: string) => escapeHtml(wordAt(path, language)))
    .replace(/%lectern\.\w+%|<!--lectern:\w+-->/g, (place) => filled[place] ?? place)
}

/** An element with data for the page's script. */
export function jsonScript(id: string, value: object): string {
  return `<script type="application/json" id="${id}">${JSON.stringify(value).replaceAll('<', '\\u003c')}</script>`
}
