/** Finds the custom elements of a slide, and removes from the slide what their authors marked as private. */
import { html } from 'parse5'
import type { ElementParts, OutlineElement } from '../../protocol/deck.ts'
import { closest, elements, isElement, remove, textOf, type Element, type Node, type Parent } from './dom.ts'

/** On the element itself, such as `private-right="2"`. */
const PRIVATE_ATTRIBUTE = /^private-/
/** On anything inside the element. */
const PRIVATE_CONTENT = 'data-private'
/** Attributes by which a deck controls its own compilation. */
export const OF_THE_COMPILER = /^data-(markdown|separator|attributes$|element-attributes$)/

const MOST_CHARACTERS = 1000
const MOST_ITEMS = 100

/** Must be called after notes and comments were removed, because elements in them do not count. */
export function outlineElements(slide: Element): OutlineElement[] {
  const found = elements(slide).filter(isCustom)
  return found.map((element) => {
    const isPrivate = takePrivate(element)
    const shown = element.attrs.filter(({ name }) => !OF_THE_COMPILER.test(name))
    const known = { name: element.tagName, ...partsOf(element, shown) }
    return isPrivate ? { ...known, private: isPrivate } : known
  })
}

function isCustom({ tagName, namespaceURI }: Element): boolean {
  return tagName.includes('-') && namespaceURI === html.NS.HTML
}

/** Undefined if nothing is marked. */
function takePrivate(element: Element): ElementParts | undefined {
  const attributes = element.attrs.filter(({ name }) => PRIVATE_ATTRIBUTE.test(name))
  element.attrs = element.attrs.filter(({ name }) => !PRIVATE_ATTRIBUTE.test(name))
  const marked = elements(element).filter((inner) => isMarked(inner) && !closest(inner, isMarked))
  if (attributes.length === 0 && marked.length === 0) return undefined
  for (const inner of marked) remove(inner)
  const parts = marked.map((inner) => partsOf(inner, []))
  return {
    attributes: named(attributes.map(({ name, value }) => ({ name: name.slice('private-'.length), value }))),
    ...content(
      parts.flatMap(({ text = [] }) => text).join(' '),
      parts.flatMap(({ items = [] }) => items),
    ),
  }
}

function isMarked({ attrs }: Element): boolean {
  return attrs.some(({ name }) => name === PRIVATE_CONTENT)
}

/** What an element contains, with these of its attributes. */
export function partsOf(root: Element, attributes: Element['attrs']): ElementParts {
  const items = [root, ...elements(root)].filter(isItem)
  return {
    attributes: named(attributes),
    ...content(
      oneLine(textBeside(root)),
      items.map((item) => oneLine(textOf(item))),
    ),
  }
}

/** Stills may be long, and the outline is in the log, so the text is limited. */
function content(text: string, items: string[]): Pick<ElementParts, 'text' | 'items'> {
  return {
    ...(text !== '' && { text: text.slice(0, MOST_CHARACTERS) }),
    ...(items.length > 0 && {
      items: items.slice(0, MOST_ITEMS).map((item) => item.slice(0, MOST_CHARACTERS)),
    }),
  }
}

/** Between any other elements there is a space. */
const INLINE = new Set(
  'a abbr b bdi cite code del em i kbd mark q s small span strong sub sup u var'.split(' '),
)

/** The text outside list items. */
function textBeside(node: Node | Parent): string {
  if (isElement(node) && isItem(node)) return ''
  if ('value' in node) return node.value
  const text = 'childNodes' in node ? node.childNodes.map(textBeside).join('') : ''
  return isElement(node) && INLINE.has(node.tagName) ? text : ` ${text} `
}

function isItem({ tagName }: Element): boolean {
  return tagName === 'li'
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

function named(attributes: Element['attrs']): Record<string, string> {
  return Object.fromEntries(attributes.map(({ name, value }) => [name, value]))
}
