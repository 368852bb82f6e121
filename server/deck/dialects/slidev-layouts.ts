/** The layouts of Slidev that run here, and where their pictures come from. */
import { classify, type Assets } from '../assets.ts'
import {
  addClass,
  append,
  attribute,
  createElement,
  elements,
  setAttribute,
  type Element,
  type Node,
} from '../dom.ts'
import { LAYOUTS } from './dialect.ts'
import type { Lacks } from './page.ts'
import type { SlidevSlide } from './slidev-source.ts'

/** The class of Lectern's theme that looks like the layout. */
const LIKE: Readonly<Record<string, string>> = {
  cover: 'title',
  intro: 'title',
  section: 'statement',
  statement: 'statement',
  fact: 'statement',
}

/** `slots` has the content of each slot. */
export function applyLayout(
  section: Element,
  { front, file }: SlidevSlide,
  slots: Map<string, Node[]>,
  isFirst: boolean,
  assets: Assets,
  lacks: Lacks,
): void {
  const wanted = textOf(front['layout']) || (isFirst ? 'cover' : 'default')
  if (!LAYOUTS.includes(wanted)) lacks(`The layout “${wanted}”`, wanted)
  const layout = LAYOUTS.includes(wanted) ? wanted : 'default'
  const classes = [front['class']].flat().flatMap((each) => textOf(each).split(/\s+/))
  addClass(
    section,
    'slidev',
    `layout-${layout}`,
    ...(LIKE[layout] ? [LIKE[layout]] : []),
    ...classes.filter(Boolean),
  )
  const id = textOf(front['routeAlias'])
  if (id) setAttribute(section, 'id', id)
  const address = (key: string): string => addressFrom(file, textOf(front[key]), assets)
  if (layout === 'image') setBackground(section, address('image'), textOf(front['backgroundSize']))
  const background = address('background')
  if (background) setBackground(section, background, '')
  const part = (name: string, content: Node[] = slots.get(name) ?? []): Element =>
    createElement('div', { class: `part part-${name}` }, content)
  const rest = (...used: string[]): Node[] =>
    [...slots].filter(([name]) => !used.includes(name)).flatMap(([, nodes]) => nodes)
  if (layout === 'two-cols') append(section, [columns([part('default', rest('right')), part('right')])])
  else if (layout === 'two-cols-header') {
    const below = slots.get('bottom') ?? []
    append(section, [...rest('left', 'right', 'bottom'), columns([part('left'), part('right')]), ...below])
  } else if (/^(image|iframe)-/.test(layout)) {
    const picture = layout.startsWith('image')
      ? createElement('img', { src: address('image'), alt: '' })
      : createElement('iframe', { src: address('url'), title: textOf(front['url']) })
    const size = textOf(front['backgroundSize'])
    if (size) setAttribute(picture, 'style', `object-fit: ${size === 'contain' ? 'contain' : 'cover'}`)
    const half = createElement('div', { class: 'picture' }, [picture])
    append(section, [createElement('div', { class: 'halves' }, [part('default', rest()), half])])
  } else {
    append(section, rest())
    if (layout === 'iframe')
      append(section, [createElement('iframe', { src: address('url'), title: textOf(front['url']) })])
  }
}

const columns = (parts: Element[]): Element => createElement('div', { class: 'cols' }, parts)

export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''

function setBackground(section: Element, background: string, size: string): void {
  const picture = /[./]/.test(background) && !/^(#|rgb|hsl|linear-|radial-)/.test(background)
  const name = picture ? 'image' : /gradient\(/.test(background) ? 'gradient' : 'color'
  if (!background) return
  setAttribute(section, `data-background-${name}`, background)
  if (size) setAttribute(section, 'data-background-size', size)
}

/** As Slidev finds it: a leading slash means the folder `public`, other addresses are relative to their file. */
function addressFrom(file: string, address: string, assets: Assets): string {
  const exists = (path: string): boolean => {
    const found = classify(path)
    return found.kind === 'local' && assets.exists(found.path)
  }
  if (/^\/(?!\/)/.test(address)) {
    const path = address.slice(1)
    return exists(`public/${path}`) ? `public/${path}` : path
  }
  const folder = /^(.*\/)[^/]*$/.exec(file)?.[1] ?? ''
  return folder && classify(address).kind !== 'remote' && exists(folder + address)
    ? folder + address
    : address
}

const ADDRESSES = ['src', 'href', 'poster', 'data-src']

/** Rewrites the addresses of a slide's files. */
export function moveAddresses(slide: Element, file: string, assets: Assets): void {
  for (const element of elements(slide)) {
    if (element.tagName === 'a') continue
    for (const name of ADDRESSES) {
      const address = attribute(element, name)
      if (address) setAttribute(element, name, addressFrom(file, address, assets))
    }
  }
}

/** Unlayered, so that it applies in every theme. */
export const SLIDEV_STYLES = `
.reveal .slides section.slidev.layout-center { text-align: center }
.reveal .slides :is(section.slidev, .slidev .text-center):is(.layout-center, .text-center) :is(ul, ol) { width: fit-content; margin-inline: auto; text-align: start }
.reveal .slides section.slidev.title:has(.absolute) h1 { font-size: 2.6em }
.reveal .slides section.slidev:is(.layout-center, .layout-quote, .layout-fact, .layout-statement, .layout-section, .layout-end) { align-content: center }
.reveal .slides section.slidev:is(.layout-fact, .layout-end) { text-align: center }
.reveal .slides section.slidev:is(.layout-center, .layout-fact) h2::before, .reveal .slides section.slidev :is(.part-right h2, .halves h2, :not(section, .part) > h2)::before { content: none }
.reveal .slides section.slidev > .cols { display: grid; grid-template-columns: 1fr 1fr; gap: 48px }
.reveal .slides section.slidev > .cols > .part { min-width: 0 }
.reveal .slides section.slidev:is(.layout-image-left, .layout-image-right, .layout-iframe-left, .layout-iframe-right) { box-sizing: border-box; height: 100%; padding: 0; align-content: stretch }
.reveal .slides .slidev > .halves { display: grid; height: 100%; grid-template: minmax(0, 1fr) / minmax(0, 1fr) minmax(0, 1fr) }
.reveal .slides .slidev > .halves > .part { align-self: safe center; padding: 48px 56px; text-align: start }
.reveal .slides .slidev > .halves > .picture { min-width: 0; min-height: 0; overflow: hidden }
.reveal .slides .slidev > .halves > .picture > :is(img, iframe) { display: block; width: 100%; height: 100%; max-width: none; max-height: none; margin: 0; border: 0; box-shadow: none; object-fit: cover }
.reveal .slides .slidev:is(.layout-image-left, .layout-iframe-left) > .halves > .picture { order: -1 }
.reveal .slides section.slidev.layout-iframe > iframe { width: 100%; height: 560px; border: 0 }
.reveal[data-layout='tall'] .slides section.slidev > .cols { grid-template-columns: 1fr; gap: 28px }
.reveal[data-layout='tall'] .slides .slidev > .halves { grid-template: minmax(0, 2fr) minmax(0, 3fr) / minmax(0, 1fr) }
.reveal[data-layout='tall'] .slides .slidev > .halves > .picture { order: -1 }
.reveal .slides .slidev img.mx-auto { display: block }
.reveal .slides .slidev pre { max-width: 100% }
.reveal .slides .slidev .switch { display: grid }
.reveal .slides .slidev .switch > * { grid-area: 1 / 1; min-width: 0 }
`
