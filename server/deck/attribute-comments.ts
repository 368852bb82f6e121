/** `<!-- .element: … -->` and `<!-- .slide: … -->`: attributes for the preceding element, or for the slide. */
import { attribute, isComment, isElement, isText, setAttribute, type Comment, type Element } from './dom.ts'

const ELEMENT = '\\.element\\s*?(.+?)$'
const SLIDE = '\\.slide:\\s*?(\\S.+?)$'
const ATTRIBUTE = /([^"= ]+?)="([^"]+?)"|(data-[^"= ]+?)(?=[" ])/gm

/** Applies every attribute comment of a Markdown slide, in reveal.js's order. `parent` may rename the two markers. */
export function applyAttributeComments(section: Element, parent: Element | null): void {
  const mark = (name: string): string | null =>
    attribute(section, name) || (parent && attribute(parent, name)) || null
  const marks = {
    element: mark('data-element-attributes') ?? ELEMENT,
    slide: mark('data-attributes') ?? SLIDE,
  }
  visit(section, section, marks)
}

function visit(element: Element, section: Element, marks: { element: string; slide: string }): void {
  let target = element
  for (const [i, child] of element.childNodes.entries()) {
    if (isComment(child)) {
      if (!apply(child, listItem(target, element, i), marks.element)) {
        apply(child, section, marks.slide)
      }
    } else if (isElement(child)) {
      visit(child, section, marks)
      if (child.tagName !== 'br') target = child
    }
  }
}

/** After a list, the comment applies to its last item, unless there is an empty line between them. */
function listItem(target: Element, parent: Element, index: number): Element {
  if (target.tagName !== 'ul' && target.tagName !== 'ol') return target
  const before = parent.childNodes[index - 1]
  if (before && isText(before) && /\n[ \t]*\n/.test(before.value)) return target
  return target.childNodes.findLast(isElement) ?? target
}

/** Removes the applied part from the comment; false if the marker is not there. */
function apply(comment: Comment, target: Element, mark: string): boolean {
  const match = new RegExp(mark, 'm').exec(comment.data)
  if (!match) return false
  comment.data = comment.data.slice(0, match.index) + comment.data.slice(match.index + match[0].length)
  for (const [, name, value, bare] of (match[1] ?? '').matchAll(ATTRIBUTE)) {
    setAttribute(target, (name ?? bare ?? '').trim().toLowerCase(), value ?? '')
  }
  return true
}
