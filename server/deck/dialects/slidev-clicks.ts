/** Turns `v-click`, `v-after` and `v-clicks` into fragments, in the order of Slidev's clicks. */
import {
  addClass,
  append,
  attribute,
  createElement,
  elements,
  isElement,
  isText,
  removeWithParagraph,
  replace,
  setAttribute,
  takeAttribute,
  type Element,
} from '../dom.ts'

/** Removes the marks of what was left out, and paragraphs that consist of them. */
export function removeNothing(slide: Element): void {
  for (const mark of elements(slide).filter(({ tagName }) => tagName === 'v-nothing'))
    removeWithParagraph(mark)
}

/** Changes the tree. Slidev counts clicks from 1, and fragments have indexes from 0. */
export function applyClicks(slide: Element): void {
  let current = 0
  const step = (value: string): number => {
    const at = value.replaceAll(/['"]/g, '').trim()
    const [, range] = /^\[\s*(\d+)/.exec(at) ?? []
    if (range) return Number(range)
    if (/^\d+$/.test(at)) return Number(at)
    const by = /^[+-]\d+$/.test(at) ? Number(at) : 1
    current = Math.max(0, current + by)
    return current
  }
  const reveal = (element: Element, number: number, hides: boolean): void => {
    addClass(element, 'fragment', ...(hides ? ['fade-out'] : []))
    setAttribute(element, 'data-fragment-index', String(Math.max(0, number - 1)))
  }
  for (const element of elements(slide)) {
    if (element.tagName === 'code') {
      const steps = (attribute(element, 'data-line-numbers') ?? '').split('|').length - 1
      if (steps > 0) setAttribute(element, 'data-fragment-index', String(current))
      current += steps
      continue
    }
    if (element.tagName === 'v-switch') {
      current += showOneByOne(element, current)
      continue
    }
    if (element.tagName === 'v-slot') {
      replace(element, element.childNodes.slice())
      continue
    }
    const own = takeDirective(element)
    if (element.tagName === 'v-clicks' || own?.name.startsWith('v-clicks')) {
      const { depth = 1, every = 1 } = numbersOf(element)
      let at = 0
      for (const [i, item] of itemsOf(element, depth).entries()) {
        if (i % every === 0) at = step(i === 0 ? (attribute(element, 'at') ?? own?.value ?? '') : '')
        reveal(item, at, false)
      }
      if (element.tagName === 'v-clicks') replace(element, element.childNodes.slice())
    } else if (element.tagName === 'v-click' || element.tagName === 'v-after') {
      const after = element.tagName === 'v-after'
      const number = after ? Math.max(1, current) : step(attribute(element, 'at') ?? '')
      const box = createElement(isInline(element) ? 'span' : 'div')
      reveal(box, number, attribute(element, 'hide') !== null)
      append(box, element.childNodes)
      replace(element, [box])
    } else if (own) {
      const after = own.name.startsWith('v-after')
      reveal(element, after ? Math.max(1, current) : step(own.value), /[.-]hide\b/.test(own.name))
    }
  }
}

/** Each part is shown from its click to the next part's, `#0` from the start. Returns the number of clicks. */
function showOneByOne(element: Element, current: number): number {
  const parts = element.childNodes.filter(isElement).filter(({ tagName }) => tagName === 'v-slot')
  const starts = parts.map((part) => Number.parseInt(attribute(part, 'at') ?? '', 10) || 0)
  const box = createElement('div', { class: 'switch' })
  for (const [i, part] of parts.entries()) {
    const [from = 0, to] = [starts[i], starts.find((start) => start > (starts[i] ?? 0))]
    const index = (start: number): string => String(current + start - 1)
    const gone = to === undefined ? {} : { class: 'fragment fade-out', 'data-fragment-index': index(to) }
    const shown = from === 0 ? {} : { class: 'fragment', 'data-fragment-index': index(from) }
    append(box, [createElement('div', shown, [createElement('div', gone, part.childNodes.slice())])])
  }
  replace(element, [box])
  return Math.max(0, ...starts)
}

function takeDirective(element: Element): { name: string; value: string } | null {
  const found = element.attrs.find(({ name }) => /^v-(clicks?|after)([.-][\w-]+)*$/.test(name))
  if (!found) return null
  takeAttribute(element, found.name)
  return found
}

function numbersOf(element: Element): { depth?: number; every?: number } {
  const number = (name: string): number | undefined => Number(attribute(element, name)) || undefined
  const [depth, every] = [number('depth'), number('every')]
  return { ...(depth && { depth }), ...(every && { every }) }
}

/** The items of the lists inside, or else the elements. */
function itemsOf(parent: Element, depth: number): Element[] {
  const lists = /^[uo]l$/.test(parent.tagName) ? [parent] : parent.childNodes.filter(isElement).filter(isList)
  if (lists.length === 0) return parent.childNodes.filter(isElement)
  return lists.flatMap((list) =>
    list.childNodes.filter(isElement).flatMap((item) => {
      const below = depth > 1 && item.childNodes.filter(isElement).some(isList)
      return [item, ...(below ? itemsOf(item, depth - 1) : [])]
    }),
  )
}

const isList = ({ tagName }: Element): boolean => tagName === 'ul' || tagName === 'ol'

const BLOCKS = /^(p|div|ul|ol|dl|pre|table|blockquote|h[1-6]|figure|section|hr|img)$/

/** Beside text in a paragraph, and without blocks inside. */
function isInline(element: Element): boolean {
  const inside = element.childNodes.some((node) => isElement(node) && BLOCKS.test(node.tagName))
  const { parentNode: parent } = element
  const beside = parent?.childNodes.some(
    (node) => node !== element && isText(node) && node.value.trim() !== '',
  )
  return !inside && ((parent && 'tagName' in parent && parent.tagName === 'p') || beside === true)
}
