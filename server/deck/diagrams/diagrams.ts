/** Replaces the Mermaid blocks and the marked tables of a deck's slides by drawings. */
import {
  addClass,
  attribute,
  classList,
  elements,
  hasClass,
  isElement,
  replace,
  textOf,
  type Element,
} from '../dom.ts'
import type { Kind, Warn } from '../origin.ts'
import { drawCharts } from './chart.ts'
import { CHART_STYLES } from './chart-svg.ts'

export type Drawer = (slide: Element, prefix: () => string, ours: Set<string>, warn: Warn) => void

/** Loads the renderer only if a slide has a diagram. Must be called before code is rendered. */
export async function drawerFor(slides: Element[]): Promise<Drawer> {
  const mermaid = slides.some((slide) => elements(slide).some(isMermaid))
    ? await import('./mermaid.ts')
    : null
  return (slide, prefix, ours, warn) => {
    if (drawCharts(slide, warn)) ours.add(CHART_STYLES)
    if (!mermaid) return
    for (const element of elements(slide).filter(isMermaid)) {
      const block = blockOf(element)
      const found = mermaid.drawMermaid(textOf(element), prefix)
      if (typeof found === 'string') {
        warnOfMermaid(element, found, warn)
        continue
      }
      addClass(found, ...classList(block).filter((name) => /fragment|fade|grow|shrink|highlight/.test(name)))
      const index = attribute(block, 'data-fragment-index')
      if (index !== null) found.attrs.push({ name: 'data-fragment-index', value: index })
      ours.add(hasClass(found, 'chart') ? CHART_STYLES : mermaid.MERMAID_STYLES)
      replace(block, [found])
    }
  }
}

/** A `code` within `pre`, or an element with the class. */
function blockOf(element: Element): Element {
  const { parentNode: parent } = element
  return parent && isElement(parent) && parent.tagName === 'pre' ? parent : element
}

function isMermaid(element: Element): boolean {
  const names = classList(element).map((name) => name.toLowerCase().replace(/^lang(uage)?-/, ''))
  const isBlock = /^(?:code|pre|div)$/.test(element.tagName)
  const hasCode = element.childNodes.some((node) => isElement(node) && node.tagName === 'code')
  return (
    isBlock &&
    !hasCode &&
    (names.includes('mermaid') || (element.tagName === 'code' && names.includes('{mermaid}')))
  )
}

function warnOfMermaid(element: Element, why: string, warn: Warn): void {
  const kind: Kind = {
    key: 'mermaid',
    several: (count) =>
      `${count} Mermaid diagrams are not drawn: their text is shown. Put pictures in their place.`,
  }
  const message = `A Mermaid diagram is not drawn: ${why}. Its text is shown; put a picture of it in its place.`
  warn(message, { element, text: 'mermaid', kind })
}
