/** The files that a slide names: which are the deck's own, which are missing, which no page may load. */
import { attribute, elements, type Element } from './dom.ts'
import type { Warn } from './origin.ts'
import { packagedSheet } from './themes.ts'

/** The deck's folder, seen through a keyhole. Paths are relative to it, with `/`, already decoded. */
export interface Assets {
  exists(path: string): boolean
  /** The text of a file, or null if there is none that may be read. */
  read(path: string): string | null
}

export type Address =
  | { kind: 'local'; path: string; fragment: string }
  /** Absolute, or with too many `..`: not inside the deck's folder. */
  | { kind: 'outside' }
  /** Another host. */
  | { kind: 'remote' }
  /** `data:`, `#id`, `mailto:` and the like: no file. */
  | { kind: 'none' }

export function classify(address: string): Address {
  const url = address.trim()
  if (/^(https?:)?\/\//i.test(url)) return { kind: 'remote' }
  if (url === '' || url.startsWith('#') || url.startsWith('?')) return { kind: 'none' }
  if (/^file:/i.test(url) || url.startsWith('/') || url.includes('\\')) return { kind: 'outside' }
  if (/^[a-z][a-z0-9+.-]*:/i.test(url)) return { kind: 'none' }
  const [, encoded = '', fragment = ''] = /^([^?#]*)[^#]*#?(.*)$/s.exec(url) ?? []
  const path = resolve(decode(encoded))
  return path === null ? { kind: 'outside' } : { kind: 'local', path, fragment }
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded)
  } catch {
    // A lone % is part of the name.
    return encoded
  }
}

/** Without `.` and `..`; null if the path leaves the folder. */
function resolve(path: string): string | null {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..' && parts.pop() === undefined) return null
    if (part !== '..' && part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

/** Warns of everything that a slide shows but no screen will. */
export function checkAssets(slide: Element, assets: Assets, warn: Warn): void {
  for (const element of [slide, ...elements(slide)]) {
    for (const address of shown(element)) {
      const at = { element, text: address }
      const kind = classify(address)
      if (kind.kind === 'remote')
        warn(`${address} is on another host; pages load nothing from elsewhere. Copy it into the folder.`, at)
      else if (kind.kind === 'outside') warn(`${address} is outside of the deck's folder.`, at)
      else if (kind.kind === 'local' && !assets.exists(kind.path)) warn(`There is no file ${address}.`, at)
    }
  }
}

const LOADS = new Set(['img', 'source', 'video', 'audio', 'track', 'iframe', 'embed', 'input', 'image'])

/** The addresses that a browser or reveal.js loads by itself for this element. */
function shown(element: Element): string[] {
  const value = (name: string): string[] => attribute(element, name)?.split(',') ?? []
  const whole = (name: string): string[] => [attribute(element, name) ?? []].flat()
  if (element.tagName === 'section') {
    const background = whole('data-background').filter(isPicture)
    const lists = [...value('data-background-image'), ...value('data-background-video')]
    return [...background, ...lists, ...whole('data-background-iframe')]
  }
  if (!LOADS.has(element.tagName)) return []
  return ['src', 'data-src', 'poster', element.tagName === 'image' ? 'href' : ''].flatMap(whole)
}

/** How reveal.js tells a picture from a colour in `data-background`. */
function isPicture(background: string): boolean {
  const extension = /\.(svg|png|jpg|jpeg|gif|bmp|webp)([?#\s]|$)/i
  return /^(http|file|\/\/)/i.test(background) || extension.test(background)
}

/** The style sheets that a deck brings, by kind. */
export interface Stylesheets {
  /** Files of the deck's own, in order. */
  stylesheets: string[]
  /** Names of the package's sheets, in order. */
  packaged: string[]
}

/** Notes the style sheet of a `<link>`. A copy of reveal.js's in the deck's folder counts as the deck's own. */
export function linkStylesheet(link: Element, assets: Assets, sheets: Stylesheets, warn: Warn): void {
  const href = attribute(link, 'href') ?? ''
  const kinds = (attribute(link, 'rel') ?? '').toLowerCase().split(/\s+/)
  if (!kinds.includes('stylesheet') || kinds.includes('alternate')) return
  if (/^\s*print\s*$/i.test(attribute(link, 'media') ?? '')) return
  const packaged = packagedSheet(href)
  if (packaged !== null && !isOwnCopy(href, assets)) {
    if (packaged !== '' && !sheets.packaged.includes(packaged)) sheets.packaged.push(packaged)
    return
  }
  addStylesheet(href, assets, sheets.stylesheets, (message) => warn(message, { element: link, text: href }))
}

/** reveal.js 6 puts its fonts into its themes, which no page may load from there: the package has them as files. */
function isOwnCopy(href: string, assets: Assets): boolean {
  const address = classify(href)
  const path =
    address.kind === 'local' && !/(^|\/)(reveal|reset)[.\w]*$/.test(address.path) ? address.path : null
  const text = path === null ? null : assets.read(path)
  return text !== null && !/url\(\s*["']?data:(application\/)?(x-)?font/i.test(text)
}

export function addStylesheet(href: string, assets: Assets, stylesheets: string[], warn: Warn): void {
  const address = classify(href)
  if (address.kind !== 'local') warn(`The style sheet ${href} is left out: it is not in the deck's folder.`)
  else if (!assets.exists(address.path)) warn(`There is no style sheet ${href}.`)
  else if (!stylesheets.includes(address.path)) stylesheets.push(address.path)
}
