/** A slide on its way: its tree as reveal.js would have it, before Lectern's own rules. */
import { createElement, createText, isElement, type Element, type Node } from './dom.ts'
import { warnInto, type Origin, type Report } from './origin.ts'

export interface Draft {
  /** A `<section>`; that of a stack holds nothing but its attributes. */
  section: Element
  origin: Origin
  below: Draft[]
}

export function hasContent(nodes: Node[]): boolean {
  return nodes.some((node) => isElement(node) || ('value' in node && node.value.trim() !== ''))
}

/** A slide that says what is wrong and where, in place of one that could not be made. */
export function errorDraft(origin: Origin, error: unknown, warnings: Report): Draft {
  const reason = error instanceof Error ? error.message : String(error)
  warnInto(warnings, origin)(`This slide cannot be shown: ${reason}`)
  const section = createElement('section', { class: 'slide-error' }, [
    createElement('h2', {}, [createText('This slide cannot be shown')]),
    createElement('p', {}, [createText(reason)]),
    createElement('p', {}, [createElement('code', {}, [createText(`${origin.file}:${origin.line}`)])]),
  ])
  return { section, origin: { ...origin, markdown: origin.markdown ?? '' }, below: [] }
}
