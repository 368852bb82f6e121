/** Recognises decks of Slidev and Marp. A deck that may be one of reveal.js's is never taken for one of theirs. */
import { parseDocument } from 'yaml'
import { isDeepYaml } from '../depth.ts'
import { withoutCode } from './code-free.ts'

export const DIALECTS = ['lectern', 'slidev', 'marp'] as const
export type Dialect = (typeof DIALECTS)[number]

/** The layouts of Slidev that run here. */
export const LAYOUTS = [
  'center',
  'cover',
  'default',
  'end',
  'fact',
  'full',
  'iframe',
  'iframe-left',
  'iframe-right',
  'image',
  'image-left',
  'image-right',
  'intro',
  'none',
  'quote',
  'section',
  'statement',
  'two-cols',
  'two-cols-header',
]

/** Keys that only Slidev has in the front matter of a deck. */
const SLIDEV_KEY =
  /^(addons|canvasWidth|colorSchema|drawings|exportFilename|highlighter|htmlAttrs|lineNumbers|mdc|monaco|routerMode|themeConfig|twoslash):/m
const SLIDEV_THEME =
  /^theme: *['"]?(default|seriph|apple-basic|bricks|shibainu|geist|purplin|academic|@[\w-]+\/slidev-theme-[\w-]+|slidev-theme-[\w-]+)['"]? *$/m
// Site generators call their layouts “default”, “slides” and the like.
const SLIDEV_LAYOUT = new RegExp(
  `^layout: *['"]?(${LAYOUTS.filter((each) => each !== 'default').join('|')})['"]? *$`,
  'm',
)
/** Front matter of a single slide. */
const OF_A_SLIDE =
  /^---[ \t]*\n(?:[\w-]+:.*\n|[ \t]+\S.*\n)*?(?:layout|src|clicks|hideInToc|routeAlias|transition|background|class|image|level|zoom): ?\S.*\n(?:[\w-]+:.*\n|[ \t]+\S.*\n)*---[ \t]*$/m
const IN_TEXT =
  /<\/?v-(?:clicks?|after|switch)\b|<[a-z][\w-]*\s[^<>\n]*\bv-(?:click|after)\b|^::(?:right|left|default)::[ \t]*$/m
const MARP_KEY = /^(?:paginate|headingDivider|_?background(?:Color|Image)|_class|_paginate):/m
const OF_MARP = /^!\[bg[ \]]|<!--\s*(?:_?(?:class|paginate|background(?:Color|Image))|headingDivider)[ \t]*:/m
/** What only decks for reveal.js contain. */
const OF_REVEAL =
  /<!--\s*\.(?:slide|element)\b|^:::[ \t]*[a-z]|^(?:revealOptions|separator|verticalSeparator|notesSeparator|browseAhead|reflow|participation|reactions):/m

/** `head` is the front matter, whose key `dialect` decides. */
export function dialectOf(body: string, head: string): Dialect {
  const given = /^dialect: *['"]?(\w+)/m.exec(head)?.[1]
  const named = DIALECTS.find((each) => each === given)
  if (named) return named
  if (/^marp: *true *$/m.test(head)) return 'marp'
  const text = withoutCode(body)
  if (OF_REVEAL.test(text) || OF_REVEAL.test(head)) return 'lectern'
  const signs = [SLIDEV_KEY, SLIDEV_THEME, SLIDEV_LAYOUT].some((sign) => sign.test(head))
  if (signs || OF_A_SLIDE.test(text) || IN_TEXT.test(text)) return 'slidev'
  return MARP_KEY.test(head) || OF_MARP.test(text) ? 'marp' : 'lectern'
}

/** The keys and values of a front matter; empty if it cannot be read. */
export function keysOf(yaml: string): Record<string, unknown> {
  if (isDeepYaml(yaml)) return {}
  const document = parseDocument(yaml, { logLevel: 'silent' })
  if (document.errors.length > 0) return {}
  try {
    const read: unknown = document.toJS({ maxAliasCount: 20 })
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? { ...read } : {}
  } catch {
    // Too many aliases: nobody writes them, except for a file that is made to grow without end.
    return {}
  }
}
