/** A slide on its way: its tree as reveal.js would have it, before Lectern's own rules. */
import { createElement, createText, isElement, type Element, type Node } from './dom.ts'
import type { Origin, Report } from './origin.ts'

export interface Draft {
  /** A `<section>`; that of a stack holds nothing but its attributes. */
  section: Element
  origin: Origin
  below: Draft[]
}

export function hasContent(nodes: Node[]): boolean {
  return nodes.some((node) => isElement(node) || ('value' in node && node.value.trim() !== ''))
}

/** For what was thrown while a slide was made. */
export function errorDraft(origin: Origin, error: unknown, warnings: Report): Draft {
  const reason = error instanceof Error ? error.message : String(error)
  return neutralDraft(origin, `This slide cannot be shown: ${reason}`, warnings)
}

/**
 * Stands in place of a slide that could not be made. What is wrong, and where, is in its notes: the audience has no
 * use for it.
 */
export function neutralDraft(origin: Origin, message: string, warnings: Report): Draft {
  warnings.push({ file: origin.file, line: origin.line, message, error: true })
  const section = createElement('section', { class: 'slide-neutral' }, [
    createElement('h2', {}, [createText('One moment, please')]),
    createElement('p', {}, [createText('This slide is not ready yet.')]),
    createElement('aside', { class: 'notes' }, [
      createElement('p', {}, [createText(message)]),
      createElement('p', {}, [createElement('code', {}, [createText(`${origin.file}:${origin.line}`)])]),
    ]),
  ])
  return { section, origin: { ...origin, markdown: origin.markdown ?? '' }, below: [] }
}
