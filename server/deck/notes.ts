/** Extracts the presenter's notes: from Markdown at `Note:`, from HTML in `aside.notes` and `data-notes`. */
import {
  closest,
  elements,
  hasClass,
  innerHtml,
  parseHtml,
  remove,
  takeAttribute,
  type Element,
} from './dom.ts'
import { createElement } from './dom.ts'

/** reveal.js's own separator, as text. */
export const NOTES_SEPARATOR = '^s*notes?:'

/**
 * The slide and its notes, or null without notes. At a second `Note:`, reveal.js shows everything; here, everything
 * after the first one stays private.
 */
export function splitNotes(markdown: string, separator: string): [slide: string, notes: string | null] {
  const match = new RegExp(separator, 'mi').exec(markdown)
  if (!match) return [markdown, null]
  return [markdown.slice(0, match.index), markdown.slice(match.index + match[0].length).trim()]
}

export const isNotes = (e: Element): boolean => e.tagName === 'aside' && hasClass(e, 'notes')

/** Removes all notes from the slide and returns them as HTML; empty if there are none. */
export function takeNotes(slide: Element): string {
  const found: string[] = []
  for (const element of [slide, ...elements(slide)]) {
    const written = takeAttribute(element, 'data-notes')
    if (written?.trim()) found.push(innerHtml(createElement('div', {}, parseHtml(written))))
  }
  for (const aside of elements(slide).filter((e) => isNotes(e) && !closest(e, isNotes))) {
    for (const marker of elements(aside).filter((e) => hasClass(e, 'line-step'))) remove(marker)
    found.push(innerHtml(aside))
    remove(aside)
  }
  return found
    .map((note) => note.trim())
    .filter(Boolean)
    .join('\n')
}
