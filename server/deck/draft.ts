/** A draft of a slide: its tree as reveal.js would build it, before Lectern's own rules. */
import { createElement, createText, isElement, type Element, type Node } from './dom.ts'
import type { Origin, Report } from './origin.ts'

export interface Draft {
  /** A `<section>`; for a stack it has only attributes. */
  section: Element
  origin: Origin
  below: Draft[]
}

export function hasContent(nodes: Node[]): boolean {
  return nodes.some((node) => isElement(node) || ('value' in node && node.value.trim() !== ''))
}

/** The draft for an error that was thrown while a slide was made. */
export function errorDraft(origin: Origin, error: unknown, warnings: Report): Draft {
  const reason = error instanceof Error ? error.message : String(error)
  return neutralDraft(origin, `This slide cannot be shown: ${reason}`, warnings)
}

/**
 * Replaces a slide that could not be made. Its notes say what is wrong and where, because the audience cannot fix it.
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
