/** Finds tags that are never closed. The browser closes them at the end of the slide, but the author should know. */
import { html, parseFragment, type DefaultTreeAdapterTypes } from 'parse5'
import { checkDepth } from './depth.ts'
import { elements, type Element, type Node, type Parent } from './dom.ts'
import type { Warn } from './origin.ts'

/** HTML allows their end tags to be omitted, or they have none. */
const MAY_STAY_OPEN = new Set(
  `html head body p li dt dd rt rp option optgroup thead tbody tfoot tr td th colgroup caption
   area base br col embed hr img input link meta source track wbr frame param`.split(/\s+/),
)

/** Like `parseHtml`, with warnings. Throws if the elements are nested too deeply. */
export function parseSlideHtml(source: string, warn: Warn): Node[] {
  let cutOff = false
  const fragment: DefaultTreeAdapterTypes.DocumentFragment = parseFragment(source, {
    sourceCodeLocationInfo: true,
    onParseError: ({ code }) => {
      if (code.startsWith('eof-in')) cutOff = true
    },
  })
  checkDepth(fragment)
  if (cutOff) warn('A tag or a comment is incomplete: it has no “>” before the end of the slide.')
  warnUnclosed(fragment, warn)
  return fragment.childNodes
}

export function warnUnclosed(root: Parent, warn: Warn): void {
  for (const element of elements(root).filter(isOpen)) {
    const tag = `<${element.tagName}`
    warn(`${tag}> is not closed; it ends with its slide.`, { element, text: tag })
  }
}

/** Elements of SVG and MathML may close themselves, which the tree does not show. */
function isOpen(element: Element): boolean {
  const location = element.sourceCodeLocation
  if (!location || element.namespaceURI !== html.NS.HTML || MAY_STAY_OPEN.has(element.tagName)) return false
  return location.startTag !== undefined && location.endTag === undefined
}
