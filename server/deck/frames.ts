/** Pages inside slides: the deck's own are framed without an origin, pages of other hosts become cards. */
import { classify } from './assets.ts'
import {
  addClass,
  append,
  attribute,
  createElement,
  createText,
  elements,
  replace,
  setAttribute,
  takeAttribute,
  type Element,
} from './dom.ts'
import type { Warn } from './origin.ts'

/** Scripts of a framed page run, but cannot access our origin, submit forms, open windows or reach the page around. */
export const SANDBOX = 'allow-scripts'

/** Changes the tree in place. */
export function framePages(slide: Element, warn: Warn): void {
  for (const element of elements(slide)) {
    if (element.tagName !== 'iframe') continue
    const address = attribute(element, 'data-src') ?? attribute(element, 'src') ?? ''
    if (classify(address).kind === 'remote') {
      warn(`${hostOf(address)} is another host: its page is shown as a link.`, { element, text: address })
      replace(element, [cardOf(element, address)])
      continue
    }
    // Browsers do not show PDFs in a sandbox.
    if (!/\.pdf([?#]|$)/i.test(address)) setAttribute(element, 'sandbox', SANDBOX)
  }
  const behind = attribute(slide, 'data-background-iframe') ?? ''
  if (classify(behind).kind !== 'remote') return
  warn(`${hostOf(behind)} is another host: its page is shown as a link.`, { text: behind })
  takeAttribute(slide, 'data-background-iframe')
  const card = cardOf(createElement('iframe'), behind)
  addClass(card, 'behind')
  append(slide, [card])
}

export function isPage(path: string): boolean {
  return /\.html?$/i.test(path)
}

function hostOf(address: string): string {
  return /^(?:https?:)?\/\/([^/?#]+)/i.exec(address.trim())?.[1] ?? address
}

/** A link that replaces the frame and has its size. */
function cardOf(frame: Element, address: string): Element {
  const url = address.trim()
  const host = hostOf(url)
  const title = attribute(frame, 'title')?.trim()
  const words = [
    ...(title ? [createElement('strong', {}, [createText(title)]), createText(' ')] : []),
    createElement('span', {}, [createText(host)]),
  ]
  const card = createElement('a', {
    href: url.startsWith('//') ? `https:${url}` : url,
    target: '_blank',
    rel: 'noopener noreferrer',
  })
  append(card, words)
  const sizes = ['width', 'height'].flatMap((name) => {
    const value = attribute(frame, name)
    return value && /^\d+%?$/.test(value) ? [`${name}:${value.endsWith('%') ? value : `${value}px`}`] : []
  })
  const style = [...sizes, attribute(frame, 'style')].filter(Boolean).join(';')
  if (style) setAttribute(card, 'style', style)
  for (const name of ['id', 'class', 'data-id', 'data-fragment-index']) {
    const value = attribute(frame, name)
    if (value !== null) setAttribute(card, name, value)
  }
  addClass(card, 'remote-page')
  return card
}
