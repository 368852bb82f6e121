/** A reveal.js HTML deck into drafts: its sections, and those that Markdown inside it makes. */
import { parse } from 'parse5'
import { classify, type Assets } from './assets.ts'
import {
  append,
  attribute,
  createElement,
  elements,
  hasClass,
  isElement,
  setAttribute,
  textOf,
} from './dom.ts'
import type { Element, Parent } from './dom.ts'
import { errorDraft, hasContent, type Draft } from './draft.ts'
import { draftMarkdown, fillWithMarkdown, stripIndent } from './markdown-deck.ts'
import type { ToHtml } from './markdown.ts'
import { NOTES_SEPARATOR } from './notes.ts'
import { warnInto, type Origin, type Report } from './origin.ts'
import { REVEAL_SEPARATORS } from './separators.ts'
import { warnUnclosed } from './unclosed.ts'

export interface HtmlDeck {
  document: Parent
  drafts: Draft[]
  /** What reveal.js shows beside the slides, in a section of its own; null when there is nothing. */
  beside: Draft | null
}

interface Context {
  file: string
  assets: Assets
  toHtml: ToHtml
  warnings: Report
}

/** `toHtml` is asked for once the document is read, since the deck's scripts say whether it holds math. */
export function draftHtml(text: string, context: Context): HtmlDeck {
  const document = parse(text, { sourceCodeLocationInfo: true })
  const warn = warnInto(context.warnings, { file: context.file, line: 1, markdown: null })
  warnUnclosed(document, warn)
  const slides = findSlides(document)
  if (!slides) throw new Error('There is no element with the class “slides” and no section.')
  const drafts = draftSections(slides, context)
  return { document, drafts, beside: takeBeside(document, slides, context.file) }
}

/** No content, or what reveal.js makes by itself. */
const NOT_BESIDE = new Set(['script', 'style', 'link', 'template', 'noscript', 'meta', 'section'])
const FURNITURE = ['controls', 'progress', 'slide-number', 'backgrounds', 'pause-overlay', 'speaker-notes']

/** Moves the header, logo and footer that many decks have around their slides; `data-beside` says where they stood. */
function takeBeside(document: Parent, slides: Element, file: string): Draft | null {
  const around = [slides, ...elements(document).filter((e) => elements(e).includes(slides))]
  const beside = around
    .filter((e) => !['html', 'head'].includes(e.tagName))
    .flatMap((e) => e.childNodes)
    .filter(isElement)
    .filter((e) => !around.includes(e) && !NOT_BESIDE.has(e.tagName))
    .filter((e) => !(e.tagName === 'aside' && hasClass(e, 'notes')))
    .filter((e) => !FURNITURE.some((name) => hasClass(e, name)))
  if (beside.length === 0) return null
  for (const e of beside) setAttribute(e, 'data-beside', e.parentNode === slides ? 'slides' : '')
  const section = createElement('section')
  const line = beside[0]?.sourceCodeLocation?.startLine ?? 1
  append(section, beside)
  return { section, origin: { file, line, markdown: null }, below: [] }
}

function findSlides(document: Parent): Element | null {
  const all = elements(document)
  const reveal = all.find((e) => hasClass(e, 'reveal'))
  const slides = (reveal ? elements(reveal) : all).find((e) => hasClass(e, 'slides'))
  const first = all.find((e) => e.tagName === 'section')?.parentNode
  return slides ?? (first && isElement(first) ? first : null)
}

function draftSections(parent: Element, context: Context): Draft[] {
  return parent.childNodes
    .filter((node): node is Element => isElement(node) && node.tagName === 'section')
    .flatMap((section) => draftSection(section, parent, context))
}

function draftSection(section: Element, parent: Element, context: Context): Draft[] {
  const { file, warnings } = context
  const origin: Origin = { file, line: section.sourceCodeLocation?.startLine ?? 1, markdown: null }
  try {
    if (attribute(section, 'data-markdown') !== null)
      return draftMarkdownSection(section, parent, origin, context)
    for (const element of elements(section)) {
      const written = attribute(element, 'data-markdown')
      const done = attribute(element, 'data-markdown-parsed') !== null
      if (written === null || done || element.tagName === 'section') continue
      fillWithMarkdown(element, markdownIn(element).text, context.toHtml, origin, warnings)
    }
    const below = draftSections(section, context)
    if (below.length > 0) dropLoose(section, origin, warnings)
    return [{ section, origin, below }]
  } catch (error) {
    return [errorDraft(origin, error, warnings)]
  }
}

/** What stands in a stack beside its slides has no slide to be on; notes and comments are no loss. */
function dropLoose(stack: Element, origin: Origin, warnings: Report): void {
  for (const node of stack.childNodes) {
    const kept = isElement(node) && ['section', 'aside', 'script', 'style', 'link'].includes(node.tagName)
    if (!kept && hasContent([node])) {
      const at = isElement(node) ? { element: node } : {}
      warnInto(warnings, origin)('What stands beside the slides of a stack is left out.', at)
    }
  }
}

function draftMarkdownSection(section: Element, parent: Element, origin: Origin, context: Context): Draft[] {
  const external = attribute(section, 'data-markdown')
  const inline = external ? null : markdownIn(section)
  const source = inline
    ? { file: origin.file, text: stripIndent(inline.text), line: inline.line }
    : readExternal(external ?? '', context)
  return draftMarkdown(
    {
      ...source,
      separators: {
        horizontal: attribute(section, 'data-separator') || REVEAL_SEPARATORS.horizontal,
        vertical: attribute(section, 'data-separator-vertical') || REVEAL_SEPARATORS.vertical,
      },
      notesSeparator: attribute(section, 'data-separator-notes') || NOTES_SEPARATOR,
      attributes: forwarded(section),
      parent,
    },
    context.toHtml,
    context.warnings,
  ).map((draft) => withNotes(draft, section))
}

/** The Markdown in an element: that of its template or script, else its own text. */
function markdownIn(element: Element): { text: string; line: number } {
  const inside = elements(element)
  const template =
    inside.find((e) => attribute(e, 'data-template') !== null) ?? inside.find((e) => e.tagName === 'script')
  const holder = template ?? element
  const text = 'content' in holder ? textOf(holder.content as Parent) : textOf(holder)
  return { text, line: holder.sourceCodeLocation?.startTag?.endLine ?? 1 }
}

function readExternal(address: string, { assets }: Context): { file: string; text: string; line: number } {
  const found = classify(address)
  const text = found.kind === 'local' ? assets.read(found.path) : null
  if (found.kind !== 'local' || text === null) {
    throw new Error(`The file ${address} is not in the deck's folder or cannot be read.`)
  }
  return { file: found.path, text, line: 1 }
}

/** Every attribute that does not steer the reading of Markdown itself. */
function forwarded(section: Element): Record<string, string> {
  const kept = section.attrs.filter(({ name }) => !/data-(markdown|separator|vertical|notes)/i.test(name))
  return Object.fromEntries(kept.map(({ name, value }) => [name, value]))
}

/** reveal.js loses the `data-notes` of a Markdown section; its speaker would miss them. */
function withNotes(draft: Draft, section: Element): Draft {
  const notes = attribute(section, 'data-notes')
  if (notes) append(draft.section, [createElement('aside', { class: 'notes', 'data-notes': notes })])
  return draft
}
