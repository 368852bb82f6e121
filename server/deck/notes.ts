/** The presenter's notes: cut out of Markdown at `Note:`, taken out of HTML from `aside.notes` and `data-notes`. */
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

/** reveal.js's own, in text form. */
export const NOTES_SEPARATOR = '^s*notes?:'

/**
 * The slide and its notes, null without any. Where reveal.js gives up and shows everything, at a second `Note:`,
 * all that follows the first one stays private.
 */
export function splitNotes(markdown: string, separator: string): [slide: string, notes: string | null] {
  const match = new RegExp(separator, 'mi').exec(markdown)
  if (!match) return [markdown, null]
  return [markdown.slice(0, match.index), markdown.slice(match.index + match[0].length).trim()]
}

const isNotes = (e: Element): boolean => e.tagName === 'aside' && hasClass(e, 'notes')

/** Takes every note out of the slide and returns them as HTML; empty when there are none. */
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
