/** Footnotes, `==mark==`, emoji codes and sizes of pictures, which many Markdown programs know and reveal.js does not. */
import type { MarkedExtension } from 'marked'
import markedFootnote, { type FootnoteRef, type Footnotes } from 'marked-footnote'
import { escapeHtml } from './escape.ts'

/** A code of an emoji without its colons; nobody writes a longer one. */
const CODE = /^:([+\w-]{1,40}):/
const CODE_INSIDE = /:[+\w-]{1,40}:/
const MARK = /^==(?=[^\s=])((?:(?!==)[^\n]){1,1000})(?<=\S)==(?![=\w])/

/** `![A loaf](loaf.jpg "Title" =300x200)`, `=300x` or `=50%x`. */
const SIZED =
  /^!\[([^[\]\n]{0,500})\]\([ \t]*([^\s()<>]{1,2000})(?:[ \t]+"([^"\n]{0,500})")?[ \t]+=(\d{0,5}%?)x(\d{0,5}%?)[ \t]*\)/

/** The emoji by their codes, or null if the text has no code. The list is large, so it is loaded only then. */
export async function emojiFor(text: string): Promise<Readonly<Record<string, string>> | null> {
  return CODE_INSIDE.test(text) ? (await import('gemoji')).nameToEmoji : null
}

/** For one `Marked`. */
export function extras(emoji: Readonly<Record<string, string>> | null): MarkedExtension[] {
  const own: MarkedExtension = { extensions: [mark, sizedPicture, ...(emoji ? [emojiCode(emoji)] : [])] }
  return [markedFootnote(), { extensions: [footnoteRef, footnotes] }, own]
}

/** How far a search looks. Each piece of a text starts one, so searches of the whole text would take quadratic time. */
const WINDOW = 500

/** Where the pattern may begin next; marked reads the text in pieces that end there. */
function nextIn(source: string, pattern: RegExp): number | undefined {
  const near = source.slice(0, WINDOW)
  const found = near.search(pattern)
  if (found >= 0) return found
  return source.length > WINDOW ? Math.max(near.lastIndexOf(' '), WINDOW / 2) : undefined
}

type Extension = NonNullable<MarkedExtension['extensions']>[number]

const mark: Extension = {
  name: 'mark',
  level: 'inline',
  // `x==1` within a word is no mark.
  start: (source) => nextIn(source, /(?<![\w=])==(?=[^\s=])/),
  tokenizer(source) {
    const [raw, text] = MARK.exec(source) ?? []
    return raw && text ? { type: 'mark', raw, tokens: this.lexer.inlineTokens(text) } : undefined
  },
  renderer(token) {
    return `<mark>${this.parser.parseInline(token.tokens ?? [])}</mark>`
  },
}

const sizedPicture: Extension = {
  name: 'sizedPicture',
  level: 'inline',
  start: (source) => nextIn(source, /!\[/),
  tokenizer(source) {
    const [raw, alt = '', src = '', title, width = '', height = ''] = SIZED.exec(source) ?? []
    return raw ? { type: 'sizedPicture', raw, alt, src, title, width, height } : undefined
  },
  renderer({ alt, src, title, width, height }) {
    const side = (name: string, given: string): string[] =>
      /\d/.test(given) ? [`${name}: ${given}${given.endsWith('%') ? '' : 'px'}`] : []
    const style = [...side('width', String(width)), ...side('height', String(height))].join('; ')
    const attributes = Object.entries({ src, alt, title, style }).flatMap(([name, value]) =>
      value || name === 'alt' ? [` ${name}="${escapeHtml(String(value))}"`] : [],
    )
    return `<img${attributes.join('')}>`
  },
}

const emojiCode = (emoji: Readonly<Record<string, string>>): Extension => ({
  name: 'emoji',
  level: 'inline',
  start: (source) => nextIn(source, CODE_INSIDE),
  tokenizer(source) {
    const [raw, code] = CODE.exec(source) ?? []
    if (!raw || !code || !Object.hasOwn(emoji, code)) return undefined
    return { type: 'emoji', raw, text: emoji[code] }
  },
  renderer: (token) => String(token['text']),
})

// A footnote is on the slide that refers to it, so neither needs a link, and no ids can collide.
const footnoteRef: Extension = {
  name: 'footnoteRef',
  renderer: (token) => `<sup class="footnote-ref">${(token as FootnoteRef).id}</sup>`,
}

const footnotes: Extension = {
  name: 'footnotes',
  renderer(token) {
    const { items } = token as Footnotes
    if (items.length === 0) return ''
    const written = items.map(({ content }) => `<li>${this.parser.parse(content)}</li>\n`)
    return `<div class="footnotes" role="note" aria-label="Footnotes"><ol>\n${written.join('')}</ol></div>\n`
  },
}

/** Unlayered, so that it applies in every theme. */
export const FOOTNOTE_STYLES = `
.reveal .slides .footnotes { margin-top: 1em; padding-top: .4em; border-top: 1px solid color-mix(in srgb, currentcolor 35%, transparent); font-size: max(.55em, 14px); text-align: start }
.reveal .slides .footnotes ol { margin: 0; padding-inline-start: 1.6em }
.reveal .slides .footnotes p { margin: 0 }
.reveal .slides .footnote-ref { font-size: .6em; line-height: 0 }
`
