/** A slide's title, and the id by which it is recognised after edits. */
import {
  attribute,
  classList,
  elements,
  isElement,
  textOf,
  type Element,
  type Node,
  type Parent,
} from './dom.ts'

const HEADINGS = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6'])
/** Elements whose text is not visible or not words. */
const UNSEEN = new Set(['annotation', 'style', 'template', 'title', 'pre'])
const MAX_TITLE = 80

/** A page's number and what each page has at its edges. */
const isFurniture = (node: Node): boolean =>
  isElement(node) && classList(node).some((name) => /^marp-(?:header|footer|page)$/.test(name))

/** The first heading's text, or else the slide's first words, or else an image's alt text; empty if there is none. */
export function titleOf(slide: Element): string {
  const heading = elements(slide).find((e) => HEADINGS.has(e.tagName) && words(e).trim())
  const image = elements(slide).find((e) => e.tagName === 'img' && attribute(e, 'alt'))
  const own = { ...slide, childNodes: slide.childNodes.filter((node) => !isFurniture(node)) }
  const title = words(heading ?? own).trim() || (image && attribute(image, 'alt')) || textOf(own)
  return shorten(title.replace(/\s+/g, ' ').trim())
}

function words(node: Node | Parent): string {
  if ('value' in node) return node.value
  if (!('childNodes' in node) || (isElement(node) && UNSEEN.has(node.tagName))) return ''
  return node.childNodes.map(words).join('')
}

function shorten(title: string): string {
  if (title.length <= MAX_TITLE) return title
  const cut = title.slice(0, MAX_TITLE)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), MAX_TITLE / 2))}…`
}

/** Letters and digits of any script, joined by hyphens. May be empty. */
export function slug(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
}

/** Makes ids unique with `-2`, `-3` …; must be called in the order of the slides. */
export function uniqueIds(): (wanted: string) => string {
  const taken = new Set<string>()
  return (wanted) => {
    let id = wanted
    for (let n = 2; taken.has(id); n++) id = `${wanted}-${n}`
    taken.add(id)
    return id
  }
}
