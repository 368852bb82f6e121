/** Turns Markdown into drafts: separators, notes, marked and attribute comments, in this order. */
import { applyAttributeComments } from './attribute-comments.ts'
import { append, createElement, isElement, setAttribute, type Element, type Node } from './dom.ts'
import { errorDraft, hasContent, type Draft } from './draft.ts'
import type { ToHtml } from './markdown.ts'
import { isNotes, splitNotes } from './notes.ts'
import { warnInto, type Origin, type Report } from './origin.ts'
import { splitSlides, type Chunk, type Separators } from './separators.ts'
import { parseSlideHtml } from './unclosed.ts'

export interface MarkdownSource {
  file: string
  text: string
  /** The line number of the text's first line in `file`. */
  line: number
  separators: Separators
  notesSeparator: string
  /** For every slide or stack in the text. */
  attributes: Record<string, string>
  /** The section around the slides, if any; it may rename the attribute comments. */
  parent: Element | null
}

export function draftMarkdown(source: MarkdownSource, toHtml: ToHtml, warnings: Report): Draft[] {
  const { text, separators, line, file } = source
  const slide = (chunk: Chunk, attributes: Record<string, string>, parent: Element | null): Draft =>
    draftSlide(chunk, attributes, { ...source, parent }, toHtml, warnings)
  return splitSlides(text, separators, line).map((entry) => {
    if (!Array.isArray(entry)) return asStack(slide(entry, source.attributes, source.parent))
    const section = createElement('section', source.attributes)
    const origin = { file, line: entry[0]?.line ?? line, markdown: '' }
    return { section, origin, below: entry.map((chunk) => slide(chunk, {}, section)) }
  })
}

function draftSlide(
  chunk: Chunk,
  attributes: Record<string, string>,
  { file, notesSeparator, parent }: MarkdownSource,
  toHtml: ToHtml,
  warnings: Report,
): Draft {
  const origin: Origin = { file, line: chunk.line, markdown: chunk.text }
  const warn = warnInto(warnings, origin)
  try {
    const [content, notes] = splitNotes(chunk.text, notesSeparator)
    const section = createElement('section', attributes)
    append(section, parseSlideHtml(toHtml(stripIndent(content), warn), warn))
    if (notes !== null) {
      append(section, [createElement('aside', { class: 'notes' }, parseSlideHtml(toHtml(notes, warn), warn))])
    }
    applyAttributeComments(section, parent)
    return { section, origin, below: [] }
  } catch (error) {
    return errorDraft(origin, error, warnings)
  }
}

/**
 * Sections in the HTML of a slide are the slides of a stack, as in reveal.js. Beside other content they stay in their
 * slide, because a stack shows nothing itself.
 */
function asStack(draft: Draft): Draft {
  const { section, origin } = draft
  const isSection = (node: Node): node is Element => isElement(node) && node.tagName === 'section'
  const shown = section.childNodes.filter((node) => !isSection(node) && !(isElement(node) && isNotes(node)))
  const sections = section.childNodes.filter(isSection)
  if (sections.length === 0 || hasContent(shown)) return draft
  return { section, origin, below: sections.map((each) => ({ section: each, origin, below: [] })) }
}

/** Removes the first line's indentation from every line, so that indented Markdown does not become code. */
export function stripIndent(text: string): string {
  const indent = /^\n?(\s*)/.exec(text)?.[1] ?? ''
  const tabs = /^\n?(\t*)/.exec(text)?.[1]?.length ?? 0
  if (tabs > 0) return text.replace(new RegExp(`\\n?\\t{${tabs}}(.*)`, 'g'), '\n$1')
  if (indent.length > 1) return text.replace(new RegExp(`\\n? {${indent.length}}(.*)`, 'g'), '\n$1')
  return text
}

/** Renders Markdown into an element that is not a slide, as reveal.js does for any `[data-markdown]`. */
export function fillWithMarkdown(
  element: Element,
  markdown: string,
  toHtml: ToHtml,
  origin: Origin,
  warnings: Report,
): void {
  const warn = warnInto(warnings, origin)
  element.childNodes = []
  append(element, parseSlideHtml(toHtml(stripIndent(markdown), warn), warn))
  applyAttributeComments(element, null)
  setAttribute(element, 'data-markdown-parsed', 'true')
}
