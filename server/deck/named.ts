/** Finds the addresses in an element, a style sheet or a script. */
import type { FileUse } from '../../protocol/deck.ts'
import { attribute, type Element } from './dom.ts'

export interface Named {
  address: string
  use: FileUse
}

const LOADS = new Set(['img', 'source', 'video', 'audio', 'track', 'input', 'image', 'use'])
const FRAMES = new Set(['iframe', 'embed', 'object'])
/** SVG elements with the address in `href`. */
const DRAWN = new Set(['image', 'use'])

/** What a browser or reveal.js loads for this element, and where it links to. */
export function namedBy(element: Element): Named[] {
  const whole = (name: string): string[] => [attribute(element, name) ?? []].flat()
  const list = (name: string): string[] => whole(name).flatMap((value) => value.split(','))
  const as = (use: FileUse, addresses: string[]): Named[] => addresses.map((address) => ({ address, use }))
  const tag = element.tagName
  const styled = whole('style').flatMap((text) => namedInStyles(text))
  const preview = as('shown', ['data-preview-image', 'data-preview-video'].flatMap(whole))
  const found = [
    ...as(
      'shown',
      styled.map(({ address }) => address),
    ),
    ...preview,
  ]
  if (tag === 'section') {
    const pictures = [...whole('data-background').filter(isPicture), ...list('data-background-image')]
    found.push(...as('shown', [...pictures, ...list('data-background-video')]))
    found.push(...as('frame', whole('data-background-iframe')))
  }
  if (LOADS.has(tag)) {
    const sets = ['srcset', 'data-srcset'].flatMap(list).map((each) => each.trim().split(/\s+/)[0] ?? '')
    const plain = ['src', 'data-src', 'poster', DRAWN.has(tag) ? 'href' : ''].flatMap(whole)
    found.push(...as('shown', [...plain, ...sets.filter(Boolean)]))
  }
  if (FRAMES.has(tag)) found.push(...as('frame', ['src', 'data-src', 'data'].flatMap(whole)))
  if (tag === 'a') found.push(...as('link', ['href', 'data-preview-link'].flatMap(whole)))
  return found
}

/** How reveal.js tells a picture from a colour in `data-background`. */
function isPicture(background: string): boolean {
  const extension = /\.(svg|png|jpg|jpeg|gif|bmp|webp)([?#\s]|$)/i
  return /^(http|file|\/\/)/i.test(background) || extension.test(background)
}

const IN_STYLES =
  /@import\s+(?:url\(\s*)?["']?([^"')\s;]+)|url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]+))\s*\)/gi

/** `@import` names a style sheet, `url()` a file to show. */
export function namedInStyles(css: string): Named[] {
  const found = css.replace(/\/\*[\s\S]*?\*\//g, '').matchAll(IN_STYLES)
  return [...found].map(([, sheet, a, b, c]) =>
    sheet ? { address: sheet, use: 'style' } : { address: a ?? b ?? c ?? '', use: 'shown' },
  )
}

/** Quoted strings that start like a relative import, or end like a file name. */
export function namedInScript(source: string): { imports: string[]; files: string[] } {
  const quoted = [...source.matchAll(/(["'`])([\w@%+,()./ -]+)\1/g)].map(([, , text]) => text ?? '')
  const imports = quoted.filter((text) => /^\.{1,2}\//.test(text))
  return { imports, files: quoted.filter((text) => !imports.includes(text) && /[^/]\.\w{2,5}$/.test(text)) }
}
