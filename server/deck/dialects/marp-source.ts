/** Splits a Marp deck into its pages, and reads the directives and notes in its comments. */
import type { Token } from 'marked'
import { createLexer } from '../lexer.ts'
import { countLines } from '../origin.ts'
import { keysOf } from './dialect.ts'

/** Directives of a page and of those after it. */
export interface Directives {
  class?: string
  backgroundColor?: string
  backgroundImage?: string
  backgroundSize?: string
  color?: string
  header?: string
  footer?: string
  /** Whether the page shows its number; `skip` does not count it either. */
  paginate?: string
}

export interface MarpPage {
  line: number
  text: string
  notes: string
  directives: Directives
}

const LOCAL =
  /^_?(class|backgroundColor|backgroundImage|backgroundSize|backgroundPosition|backgroundRepeat|color|header|footer|paginate)$/
/** Directives of the whole deck, which may also be in a comment. */
const GLOBAL =
  /^(theme|style|headingDivider|size|math|title|author|description|keywords|url|image|lang|marp)$/

/** A value without quotes, as `header: ![](logo.png)` and `color: #333`, which are no texts in YAML. */
const LOOSE =
  /^([ \t]*_?(?:class|backgroundColor|backgroundImage|color|header|footer|title|author)[ \t]*:[ \t]*)([^\s"'[{|>~&*].*)$/gm

/** As Marp does, puts quotes around such values. In them, `\ *` begins with a space. */
export function marpKeys(yaml: string): Record<string, unknown> {
  return keysOf(
    yaml.replaceAll(
      LOOSE,
      (_raw, key: string, value: string) =>
        `${key}"${value.trim().replaceAll(/\\(?! )|"/g, String.raw`\$&`)}"`,
    ),
  )
}

/** `head` has the keys of the front matter. */
export function readMarp(text: string, firstLine: number, head: Record<string, unknown>): MarpPage[] {
  let inherited = directivesIn(head)
  return splitMarp(text, firstLine, dividersOf(head['headingDivider'])).map(({ text: raw, line }) => {
    const { text: shown, notes, found } = takeComments(raw)
    inherited = { ...inherited, ...directivesIn(found) }
    return { line, text: shown, notes, directives: { ...inherited, ...spotIn(found) } }
  })
}

/** Pages end at every ruler, and before the headings of `headingDivider`. */
function splitMarp(text: string, firstLine: number, dividers: number[]): { text: string; line: number }[] {
  const pages: { text: string; line: number }[] = []
  let page = ''
  let line = firstLine
  let next = firstLine
  const cut = (): void => {
    pages.push({ text: page, line })
    page = ''
    line = next
  }
  for (const token of createLexer().blockTokens(text)) {
    const divides = token.type === 'heading' && dividers.includes(Number(token['depth']))
    if (divides && page.replaceAll(/<!--[\s\S]*?-->/g, '').trim() !== '') cut()
    next += countLines(token.raw)
    if (token.type === 'hr') cut()
    else page += token.raw
  }
  cut()
  return pages
}

/** `2` means the levels 1 and 2; a list has the levels themselves. */
function dividersOf(given: unknown): number[] {
  if (Array.isArray(given)) return given.map(Number)
  return typeof given === 'number' ? [1, 2, 3, 4, 5, 6].slice(0, Math.max(0, given)) : []
}

/** Comments with directives are read; all others are notes. Comments in code stay. */
function takeComments(text: string): { text: string; notes: string; found: Record<string, unknown> } {
  const notes: string[] = []
  let found: Record<string, unknown> = {}
  const shown = piecesOf(createLexer().blockTokens(text))
    .map(({ raw, isCode }) => {
      if (isCode) return raw
      return raw.replaceAll(/(?<!`[^`\n]{0,200})<!--([\s\S]*?)-->/g, (whole, content: string) => {
        if (/^\s*fit\s*$/.test(content)) return whole
        const keys = marpKeys(content)
        const names = Object.keys(keys)
        if (names.length > 0 && names.every((name) => LOCAL.test(name) || GLOBAL.test(name)))
          found = { ...found, ...keys }
        else if (content.trim()) notes.push(content.trim())
        return ''
      })
    })
    .join('')
  return { text: shown, notes: notes.join('\n\n'), found }
}

function piecesOf(tokens: Token[]): { raw: string; isCode: boolean }[] {
  return tokens.map(({ type, raw }) => ({ raw, isCode: type === 'code' }))
}

function directivesIn(keys: Record<string, unknown>): Directives {
  return textsOf(keys, (name) => (LOCAL.test(name) && !name.startsWith('_') ? name : null))
}

/** Directives of this page only start with `_`. */
function spotIn(keys: Record<string, unknown>): Directives {
  return textsOf(keys, (name) => (LOCAL.test(name) && name.startsWith('_') ? name.slice(1) : null))
}

function textsOf(keys: Record<string, unknown>, nameOf: (name: string) => string | null): Directives {
  return Object.fromEntries(
    Object.entries(keys).flatMap(([key, value]) => {
      const name = nameOf(key)
      return name === null ? [] : [[name, [value ?? ''].flat().map(String).join(' ')]]
    }),
  )
}
