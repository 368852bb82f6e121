/** Turns a reveal.js HTML deck into drafts: its sections, and those that its Markdown produces. */
import { parse } from 'parse5'
import { classify, type Assets } from './assets.ts'
import { checkDepth } from './depth.ts'
import {
  append,
  attribute,
  closest,
  createElement,
  elements,
  hasClass,
  isElement,
  remove,
  setAttribute,
  textOf,
} from './dom.ts'
import type { Element, Parent } from './dom.ts'
import { errorDraft, hasContent, type Draft } from './draft.ts'
import { draftMarkdown, fillWithMarkdown, stripIndent } from './markdown-deck.ts'
import type { ToHtml } from './markdown.ts'
import { isNotes } from './notes.ts'
import { warnInto, type Origin, type Report } from './origin.ts'
import type { Configured } from './reveal-options.ts'
import { warnUnclosed } from './unclosed.ts'

export interface HtmlDeck {
  drafts: Draft[]
  /** Elements that reveal.js shows beside the slides, in a separate section; null if there are none. */
  beside: Draft | null
}

interface Context {
  file: string
  assets: Assets
  toHtml: ToHtml
  options: Pick<Configured, 'separator' | 'verticalSeparator' | 'notesSeparator'>
  warnings: Report
}

/** Throws if the elements are nested too deeply. */
export function parsePage(text: string): Parent {
  const document = parse(text, { sourceCodeLocationInfo: true })
  checkDepth(document)
  return document
}

export function draftHtml(document: Parent, context: Context): HtmlDeck {
  const warn = warnInto(context.warnings, { file: context.file, line: 1, markdown: null })
  warnUnclosed(document, warn)
  const slides = findSlides(document)
  if (!slides) throw new Error('There is no element with the class “slides” and no section.')
  const drafts = draftSections(slides, context)
  return { drafts, beside: takeBeside(document, slides, context.file) }
}

/** Not content, or created by reveal.js itself. */
const NOT_BESIDE = new Set(['script', 'style', 'link', 'template', 'noscript', 'meta', 'section'])
const FURNITURE = ['controls', 'progress', 'slide-number', 'backgrounds', 'pause-overlay', 'speaker-notes']

/** Moves headers, logos and footers from around the slides; `data-beside` records where they were. */
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

/** Content in a stack beside its slides belongs to no slide. Notes and comments are no loss. */
function dropLoose(stack: Element, origin: Origin, warnings: Report): void {
  for (const node of stack.childNodes) {
    const kept = isElement(node) && ['section', 'aside', 'script', 'style', 'link'].includes(node.tagName)
    if (!kept && hasContent([node])) {
      const at = isElement(node) ? { element: node } : {}
      warnInto(warnings, origin)('Content beside the slides of a stack is ignored.', at)
    }
  }
}

/** `aside.notes` beside the Markdown would be lost in reveal.js, or be shown as text. */
function draftMarkdownSection(section: Element, parent: Element, origin: Origin, context: Context): Draft[] {
  const external = attribute(section, 'data-markdown')
  const asides = elements(section).filter((e) => isNotes(e) && !closest(e, isNotes))
  for (const aside of asides) remove(aside)
  const inline = external ? null : markdownIn(section)
  const source = inline
    ? { file: origin.file, text: stripIndent(inline.text), line: inline.line }
    : readExternal(external ?? '', attribute(section, 'data-charset') || undefined, context)
  const drafts = draftMarkdown(
    {
      ...source,
      separators: {
        horizontal: attribute(section, 'data-separator') || context.options.separator,
        vertical: attribute(section, 'data-separator-vertical') || context.options.verticalSeparator,
      },
      notesSeparator: attribute(section, 'data-separator-notes') || context.options.notesSeparator,
      attributes: forwarded(section),
      parent,
    },
    context.toHtml,
    context.warnings,
  )
  append((drafts[0]?.below[0] ?? drafts[0])?.section ?? section, asides)
  return drafts.map((draft) => withNotes(draft, section))
}

/** The Markdown of an element: the text of its template or script, or else its own text. */
function markdownIn(element: Element): { text: string; line: number } {
  const inside = elements(element)
  const template =
    inside.find((e) => attribute(e, 'data-template') !== null) ?? inside.find((e) => e.tagName === 'script')
  const holder = template ?? element
  const text = 'content' in holder ? textOf(holder.content as Parent) : textOf(holder)
  return { text, line: holder.sourceCodeLocation?.startTag?.endLine ?? 1 }
}

function readExternal(
  address: string,
  charset: string | undefined,
  { assets }: Context,
): { file: string; text: string; line: number } {
  const found = classify(address)
  const text = found.kind === 'local' ? assets.read(found.path, charset) : null
  if (found.kind !== 'local' || text === null) {
    throw new Error(`The file ${address} is not in the deck's folder or cannot be read.`)
  }
  return { file: found.path, text, line: 1 }
}

/** Every attribute that does not control how the Markdown is read. */
function forwarded(section: Element): Record<string, string> {
  const kept = section.attrs.filter(({ name }) => !/data-(markdown|separator|vertical|notes)/i.test(name))
  return Object.fromEntries(kept.map(({ name, value }) => [name, value]))
}

/** reveal.js loses the `data-notes` of a Markdown section, but the speaker needs them. */
function withNotes(draft: Draft, section: Element): Draft {
  const notes = attribute(section, 'data-notes')
  if (notes) append(draft.section, [createElement('aside', { class: 'notes', 'data-notes': notes })])
  return draft
}
