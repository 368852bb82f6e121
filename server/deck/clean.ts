/** Removes what browsers must not get or run (comments, scripts, handlers), and collects style sheets. */
import { closest, descendants, elements, isComment, remove, takeAttribute, textOf } from './dom.ts'
import { attribute, isText, type Element, type Parent } from './dom.ts'
import { linkStylesheet, type Assets, type Stylesheets } from './assets.ts'
import type { Warn } from './origin.ts'

/** Browsers that run scripts never show these elements, but their text would be sent. */
const NEVER_SHOWN = new Set(['noscript', 'noembed', 'noframes', 'base', 'meta', 'title'])
const ADDRESSES = new Set(['href', 'src', 'action', 'formaction', 'data'])

export interface Aside extends Stylesheets {
  css: string[]
}

/** Changes the tree in place. Style sheets inside it are added to `aside`, in order. */
export function clean(root: Element, assets: Assets, aside: Aside, warn: Warn): void {
  removeComments(root)
  warnOpenComments(root, warn)
  dropAttributes(root, warn)
  for (const element of elements(root)) {
    if (element.tagName === 'script') dropScript(element, warn)
    else if (element.tagName === 'style') {
      aside.css.push(textOf(element))
      remove(element)
    } else if (element.tagName === 'link') {
      linkStylesheet(element, assets, aside, warn)
      remove(element)
    } else if (NEVER_SHOWN.has(element.tagName) && element.parentNode && !isSvgTitle(element)) {
      remove(element)
    } else if (setsAddress(element)) {
      warn('An animation that sets an address or a handler is removed.', {
        element,
        text: '<' + element.tagName,
      })
      remove(element)
    } else if (element.tagName === 'iframe') {
      element.childNodes = []
    } else if (element.tagName === 'section' && element !== root) {
      warn('Stacks have one level: a section nested deeper becomes part of its slide.', {
        element,
        text: '<section',
      })
      element.tagName = element.nodeName = 'div'
    }
    dropAttributes(element, warn)
  }
}

function removeComments(root: Parent): void {
  for (const node of descendants(root)) {
    if (isComment(node)) remove(node)
    else if (isText(node) && node.value === '') remove(node)
  }
}

/** Markdown turns an unclosed comment into text, as in reveal.js. The author should know before the room sees it. */
function warnOpenComments(root: Parent, warn: Warn): void {
  for (const node of descendants(root).filter(isText)) {
    const quoted = closest(node, (e) => e.tagName === 'code' || e.tagName === 'pre')
    if (!quoted && node.value.includes('<!--')) {
      warn('A comment that is not closed with “-->” is shown as text.', { text: '<!--' })
    }
  }
}

/** It could give a link an address that was removed here. */
function setsAddress(element: Element): boolean {
  return element.attrs.some(
    ({ name, value }) => name === 'attributeName' && /^\s*((xlink:)?href|on\w+)\s*$/i.test(value),
  )
}

function isSvgTitle(element: Element): boolean {
  return element.tagName === 'title' && element.namespaceURI.endsWith('/svg')
}

/** The files of reveal.js itself. Lectern replaces them, so nothing is lost. */
const REVEAL_SCRIPT = /(^|\/)(reveal(\.esm|\.min)?|plugin\/[\w-]+(\/[\w.-]+)?)\.m?js$/

export function dropScript(element: Element, warn: Warn): void {
  const source = attribute(element, 'src')
  remove(element)
  if (source && REVEAL_SCRIPT.test(source)) return
  warn(`Scripts of a deck are removed${source ? `: ${source}` : ''}.`, { element, text: '<script' })
}

function dropAttributes(element: Element, warn: Warn): void {
  for (const { name, value } of element.attrs.slice()) {
    if (/^on[a-z]+$/.test(name)) {
      takeAttribute(element, name)
      warn(`The handler ${name} is removed: scripts of a deck do not run.`, { element, text: `${name}=` })
    } else if (name === 'srcdoc') {
      takeAttribute(element, name)
      warn('The attribute srcdoc is removed: put the page into a separate file.', { element, text: name })
    } else if (ADDRESSES.has(name) && isScriptAddress(value)) {
      takeAttribute(element, name)
      warn('A javascript: address is removed.', { element, text: 'javascript:' })
    }
  }
}

/** Browsers ignore whitespace and control characters before and inside the scheme. */
function isScriptAddress(value: string): boolean {
  const plain = Array.from(value)
    .filter((char) => char > ' ')
    .join('')
  return plain.toLowerCase().startsWith('javascript:')
}
