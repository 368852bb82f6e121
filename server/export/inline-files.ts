/** Puts the files that a deck shows into one file: each address becomes `lectern-file:3`, the number of a file. */
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Deck } from '../../protocol/deck.ts'
import type { Packed } from '../../protocol/replay/packed.ts'
import { escapeHtml } from '../deck/escape.ts'
import { servedFile } from '../deck/folder.ts'
import type { DeckSource } from '../deck/load.ts'
import type { Pictures } from '../deck/pdf/pictures.ts'

const TYPES: Record<string, string> = {
  avif: 'image/avif',
  gif: 'image/gif',
  ico: 'image/x-icon',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  webp: 'image/webp',
  otf: 'font/otf',
  ttf: 'font/ttf',
  woff: 'font/woff',
  woff2: 'font/woff2',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  ogg: 'audio/ogg',
  oga: 'audio/ogg',
  opus: 'audio/ogg',
  wav: 'audio/wav',
  flac: 'audio/flac',
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  webm: 'video/webm',
  ogv: 'video/ogg',
  mov: 'video/quicktime',
  vtt: 'text/vtt',
}

/** Undefined for files that a page does not show. */
export function typeOf(path: string): string | undefined {
  return TYPES[extname(path).slice(1).toLowerCase()]
}

export interface DeckFilesParts {
  deck: Deck
  source: DeckSource
  /** Draws the pages of a deck made from a PDF. */
  pictures: Pictures
  /** The folder of the package's own fonts. */
  assets: string
}

export interface InlineFiles {
  html(text: string): Promise<string>
  css(text: string): Promise<string>
  readonly files: Packed['files']
}

export function inlineFiles({ deck, source, pictures, assets }: DeckFilesParts): InlineFiles {
  const files: Packed['files'] = []
  const numbers = new Map<string, Promise<string | null>>()

  /** The stand-in for an address; null if it is not a file that is shown. */
  function standIn(address: string): Promise<string | null> {
    const known = numbers.get(address) ?? add(address)
    numbers.set(address, known)
    return known
  }

  async function add(address: string): Promise<string | null> {
    const type = typeOf(address.replace(/[?#].*$/, ''))
    const body = type === undefined ? null : await read(address)
    if (type === undefined || body === null) return null
    files.push({ type, base64: Buffer.from(body).toString('base64') })
    return `lectern-file:${files.length - 1}`
  }

  async function read(address: string): Promise<Uint8Array | null> {
    const font = /^\/assets\/([\w.-]+)$/.exec(address)?.[1]
    if (font !== undefined) return readFile(join(assets, font))
    const page = /^(?:\.\/)?(page-\w+-(\d+)\.webp)$/.exec(address)
    if (deck.pdf && page?.[1] !== undefined && Object.hasOwn(deck.files, page[1]))
      return pictures.page(deck.pdf, Number(page[2]))
    const found = servedFile(source.root, deck.files, address)
    return found && found.use !== 'notes' ? readFile(found.file) : null
  }

  async function css(text: string): Promise<string> {
    return replaced(text, /url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]+))\s*\)/gi, async ([whole, a, b, c]) => {
      const name = await standIn(a ?? b ?? c ?? '')
      return name === null ? whole : `url("${name}")`
    })
  }

  async function attribute(tag: string, name: string, value: string): Promise<string> {
    const given = ` ${name}="${value}"`
    const plain = unescaped(value)
    if (name === 'style') return ` style="${escapeHtml(await css(plain))}"`
    if (name === 'srcset' || name === 'data-srcset') {
      const parts = await Promise.all(
        plain.split(',').map(async (part) => {
          const [address = '', ...size] = part.trim().split(/\s+/)
          return [(await standIn(address)) ?? address, ...size].join(' ')
        }),
      )
      return ` ${name}="${escapeHtml(parts.join(', '))}"`
    }
    if (!LOADS.has(name) && !(name === 'href' && (tag === 'image' || tag === 'use'))) return given
    const to = await standIn(plain)
    if (to === null) return given
    // reveal.js tells a picture from a colour by the end of its name.
    return ` ${name === 'data-background' ? 'data-background-image' : name}="${to}"`
  }

  return {
    files,
    css,
    html: (text) =>
      replaced(
        text,
        /<([a-z][\w-]*)((?:\s+[^\s"'>=/]+(?:="[^"]*")?)+)/gi,
        async ([, tag = '', attributes = '']) => {
          const written = await replaced(
            attributes,
            /\s+([^\s"'>=/]+)="([^"]*)"/g,
            ([, name = '', value = '']) => attribute(tag.toLowerCase(), name, value),
          )
          return `<${tag}${written}`
        },
      ),
  }
}

const LOADS = new Set([
  'src',
  'data-src',
  'poster',
  'data-background',
  'data-background-image',
  'data-background-video',
  'data-preview-image',
  'data-preview-video',
  'data-picture',
])

async function replaced(
  text: string,
  pattern: RegExp,
  replace: (match: RegExpMatchArray) => Promise<string>,
): Promise<string> {
  const parts: string[] = []
  let end = 0
  for (const match of text.matchAll(pattern)) {
    parts.push(text.slice(end, match.index), await replace(match))
    end = match.index + match[0].length
  }
  return parts.join('') + text.slice(end)
}

function unescaped(value: string): string {
  return value
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&nbsp;', '\u00a0')
    .replaceAll('&amp;', '&')
}
