/** `![alt](drawing.svg#inline)`: inlines the drawing, so that it can use the theme's colours. */
import { classify, type Assets } from './assets.ts'
import { addClass, attribute, classList, createText, elements, isElement, parseHtml } from './dom.ts'
import { remove, replace, setAttribute, takeAttribute, type Element } from './dom.ts'
import type { Warn } from './origin.ts'

/** Replaces every such image of a slide. `prefix` keeps the ids of a deck's drawings unique. */
export function inlineDrawings(slide: Element, assets: Assets, prefix: () => string, warn: Warn): void {
  for (const image of elements(slide).filter((e) => e.tagName === 'img')) {
    const src = attribute(image, 'src') ?? ''
    const address = classify(src)
    const wanted = address.kind === 'local' && address.fragment === 'inline' && /\.svg$/i.test(address.path)
    if (!wanted) continue
    const source = assets.read(address.path)
    const drawing = source === null ? undefined : readDrawing(source)
    if (drawing) replace(image, [dressDrawing(drawing, image, prefix())])
    // `checkAssets` warns about missing files; the image stays and shows its alt text.
    else if (source !== null) warn(`${address.path} contains no <svg>.`, { element: image, text: src })
  }
}

function readDrawing(source: string): Element | undefined {
  return parseHtml(source).find((node): node is Element => isElement(node) && node.tagName === 'svg')
}

/** Gives a drawing the text alternative, classes and attributes of an image, and ids of its own. */
export function dressDrawing(drawing: Element, image: Element, prefix: string): Element {
  separateIds(drawing, prefix)
  setAttribute(drawing, 'data-drawing', '')
  const alt = attribute(image, 'alt') ?? ''
  for (const child of drawing.childNodes) if (isElement(child) && child.tagName === 'title') remove(child)
  if (alt) {
    setAttribute(drawing, 'role', 'img')
    const title = { ...drawing, nodeName: 'title', tagName: 'title', attrs: [], childNodes: [] } as Element
    title.childNodes = [{ ...createText(alt), parentNode: title }]
    title.parentNode = drawing
    drawing.childNodes.unshift(title)
  } else {
    setAttribute(drawing, 'aria-hidden', 'true')
  }
  addClass(drawing, ...classList(image))
  if (!attribute(drawing, 'class')) takeAttribute(drawing, 'class')
  for (const { name, value } of image.attrs) {
    if (!['src', 'alt', 'class'].includes(name)) setAttribute(drawing, name, value)
  }
  return drawing
}

/** Prefixes every id of the drawing, and all references to it. */
function separateIds(drawing: Element, prefix: string): void {
  const all = [drawing, ...elements(drawing)]
  const ids = new Set(all.flatMap((e) => attribute(e, 'id') ?? []))
  const renamed = (text: string): string =>
    text.replace(/#([\w.:-]+)/g, (whole, id: string) => (ids.has(id) ? `#${prefix}${id}` : whole))
  for (const element of all) {
    for (const attr of element.attrs) {
      if (attr.name === 'id') attr.value = prefix + attr.value
      else if (attr.name.startsWith('aria-')) {
        attr.value = attr.value.replace(/[^\s]+/g, (id) => (ids.has(id) ? prefix + id : id))
      } else if (attr.name === 'href' || attr.value.includes('url(')) attr.value = renamed(attr.value)
    }
    if (element.tagName === 'style') {
      for (const node of element.childNodes) if ('value' in node) node.value = renamed(node.value)
    }
  }
}
