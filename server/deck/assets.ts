/** Classifies the files that a slide names: the deck's own, missing, or not loadable by any page. */
import { attribute, elements, type Element } from './dom.ts'
import { namedBy } from './named.ts'
import type { Kind, Warn } from './origin.ts'
import { isOldReveal, packagedSheet } from './themes.ts'

/** Read access to the deck's folder. Paths are relative to it, with `/`, already decoded. */
export interface Assets {
  /** Whether a file exists, or a folder if the path ends with a slash. */
  exists(path: string): boolean
  /** The text of a file, or null if no readable file exists. Without a `charset` it is UTF-8. */
  read(path: string, charset?: string): string | null
}

export type Address =
  | { kind: 'local'; path: string; fragment: string }
  /** An absolute path, or one with too many `..`: outside the deck's folder. */
  | { kind: 'outside' }
  /** On another host. */
  | { kind: 'remote' }
  /** `data:`, `#id`, `mailto:` and others that name no file. */
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
    // A single % is part of the name.
    return encoded
  }
}

/** Resolves `.` and `..`; null if the path leaves the folder. */
function resolve(path: string): string | null {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..' && parts.pop() === undefined) return null
    if (part !== '..' && part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

const SERVED = new Set(
  `.avif .gif .ico .jpg .jpeg .png .svg .webp .otf .ttf .woff .woff2 .css .js .mjs .html .htm
   .mp3 .m4a .ogg .oga .opus .wav .flac .mp4 .m4v .webm .ogv .mov .vtt .pdf
   .json .geojson .csv .txt .wasm`.split(/\s+/),
)

/** Never Markdown, and nothing that browsers cannot show. */
export function isServedKind(path: string): boolean {
  return SERVED.has(/\.[^./]*$/.exec(path.toLowerCase())?.[0] ?? '')
}

/** Warns about everything that a slide shows or links to but no screen can load. */
export function checkAssets(slide: Element, assets: Assets, warn: Warn): void {
  for (const element of [slide, ...elements(slide)]) {
    for (const { address, use } of namedBy(element)) {
      const [message, kind] = (use === 'link' ? linkTrouble : trouble)(address, assets) ?? []
      if (message && kind) warn(message, { element, text: address, kind })
    }
  }
}

type Trouble = [message: string, kind: Kind]

function trouble(address: string, assets: Assets): Trouble | undefined {
  const { kind, path = '' } = { path: undefined, ...classify(address) }
  if (kind === 'remote') {
    const why = 'pages load nothing from elsewhere'
    return [
      `${address} is on another host; ${why}. Copy it into the folder.`,
      several('remote', address, `files are on other hosts; ${why}. Copy them into the folder`),
    ]
  }
  if (kind === 'outside')
    return [
      `${address} is outside of the deck's folder.`,
      several('outside', address, "files are outside of the deck's folder"),
    ]
  if (kind === 'local' && !assets.exists(path)) return missing(address)
  return undefined
}

function missing(address: string): Trouble {
  return [`There is no file ${address}.`, several('missing', address, 'files are missing')]
}

/** A link may lead anywhere, also to other talks. Only links to files of the deck are checked. */
function linkTrouble(address: string, assets: Assets): Trouble | undefined {
  const target = classify(address)
  if (target.kind === 'outside' && !/\.\w+([?#]|$)/.test(address)) return undefined
  if (target.kind === 'outside' || (target.kind === 'local' && assets.exists(target.path))) {
    if (target.kind === 'local' && isServedKind(target.path)) return undefined
    return [
      `The link to ${address} does not work: this file is not served.`,
      several('link', address, 'links lead to files that are not served'),
    ]
  }
  return target.kind === 'local' && /\.\w+$/.test(target.path) ? missing(address) : undefined
}

function several(key: string, name: string, words: string): Kind {
  return { key, name, several: (count, names) => `${count} ${words}: ${names}.` }
}

/** The style sheets of a deck, by kind. */
export interface Stylesheets {
  /** The deck's own files, in order. */
  stylesheets: string[]
  /** Names of the package's sheets, in order. */
  packaged: string[]
  /** The page links a reveal.js before version 4. */
  old?: boolean
}

/** Records the style sheet of a `<link>`. A copy of reveal.js's sheet in the deck's folder counts as the deck's own. */
export function linkStylesheet(link: Element, assets: Assets, sheets: Stylesheets, warn: Warn): void {
  const href = attribute(link, 'href') ?? ''
  const kinds = (attribute(link, 'rel') ?? '').toLowerCase().split(/\s+/)
  if (!kinds.includes('stylesheet') || kinds.includes('alternate')) return
  if (/^\s*print\s*$/i.test(attribute(link, 'media') ?? '')) return
  if (isOldReveal(href)) sheets.old = true
  const packaged = packagedSheet(href)
  if (packaged !== null && !isOwnCopy(href, assets)) {
    if (packaged !== '' && !sheets.packaged.includes(packaged)) sheets.packaged.push(packaged)
    return
  }
  addStylesheet(href, assets, sheets.stylesheets, (message) => warn(message, { element: link, text: href }))
}

/** reveal.js 6 embeds its fonts in its themes, which no page may load from there. The package has them as files. */
function isOwnCopy(href: string, assets: Assets): boolean {
  const address = classify(href)
  const path =
    address.kind === 'local' && !/(^|\/)(reveal|reset)[.\w]*$/.test(address.path) ? address.path : null
  const text = path === null ? null : assets.read(path)
  return text !== null && !/url\(\s*["']?data:(application\/)?(x-)?font/i.test(text)
}

export function addStylesheet(href: string, assets: Assets, stylesheets: string[], warn: Warn): void {
  const address = classify(href)
  if (address.kind !== 'local') warn(`The style sheet ${href} is ignored: it is not in the deck's folder.`)
  else if (!assets.exists(address.path)) warn(`There is no style sheet ${href}.`)
  else if (!stylesheets.includes(address.path)) stylesheets.push(address.path)
}
