/** Resolves a link between slides as reveal.js does: `#/2/1/0`, `#/id`, `#/id/2`. */
import type { OutlineSlide } from '../protocol/deck.ts'

/** A slide of the outline; `f` only if the link names a step. */
export interface LinkTarget {
  index: number
  f?: number
}

/** Null if the deck has no such slide. A step beyond the last one is the last one. */
export function readLink(hash: string, slides: Element, outline: readonly OutlineSlide[]): LinkTarget | null {
  const name = decode(hash.replace(/^#\/?/, ''))
  const parts = name.split('/')
  const numbers = /^\d*$/.test(parts[0] ?? '')
  const step = numbers ? parts[2] : /\/[-\d]+$/.test(name) ? parts.at(-1) : undefined
  const at = numbers
    ? { h: Number.parseInt(parts[0] ?? '', 10) || 0, v: Number.parseInt(parts[1] ?? '', 10) || 0 }
    : placeNamed(step === undefined ? name : (parts[0] ?? ''), slides, outline)
  const index = outline.findIndex(({ h, v }) => h === at?.h && v === at.v)
  const slide = outline[index]
  if (!slide) return null
  const f = Number.parseInt(step ?? '', 10)
  return Number.isNaN(f) ? { index } : { index, f: Math.max(-1, Math.min(f, slide.steps - 1)) }
}

/**
 * By the id of a slide, of a stack, or of any element on a slide; then by the id that the outline derived from a
 * title.
 */
function placeNamed(
  name: string,
  slides: Element,
  outline: readonly OutlineSlide[],
): { h: number; v: number } | undefined {
  const named = slides.querySelector(`#${CSS.escape(name)}, [data-id="${CSS.escape(name)}"]`)
  const section = named?.closest('section')
  if (!section) return outline.find((slide) => slide.id === name)
  const column = section.parentElement?.closest('section') ?? section
  const v = column === section ? 0 : sections(column).indexOf(section)
  return { h: sections(slides).indexOf(column), v }
}

function sections(parent: Element): Element[] {
  return [...parent.children].filter((child) => child.localName === 'section')
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A single % is part of the name.
    return text
  }
}
