/** Opens the oracle's pages in Chromium: a deck run by reveal.js, or any page beside its files. */
import { existsSync, readFileSync } from 'node:fs'
import { basename, extname, join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { readFrontMatter, splitFrontMatter } from '../../server/deck/front-matter.ts'
import { deckVertical } from '../../server/deck/separators.ts'
import type { DeckSource } from '../../server/deck/load.ts'
import { schemeOf } from '../../server/deck/themes.ts'
import { startChromium } from '../support/chromium.ts'

export const REVEAL = resolve(import.meta.dirname, '../../node_modules/reveal.js')
const KATEX = resolve(import.meta.dirname, '../../node_modules/katex')
const HOST = 'http://deck.test'
const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.html': 'text/html',
  '.md': 'text/markdown; charset=utf-8',
}

/** Serves a page and the files of the deck, reveal.js and KaTeX; nothing else exists. */
export async function open(source: DeckSource, path: string, pages: Record<string, string>): Promise<Page> {
  const page = await (await startChromium()).newPage({ viewport: { width: 1280, height: 720 } })
  await page.route('**/*', async (route) => {
    const url = new URL(route.request().url())
    if (url.origin !== HOST) return route.abort()
    const name = decodeURIComponent(url.pathname).slice(1)
    const body = pages[name]
    if (body !== undefined) return route.fulfill({ body, contentType: TYPES[extname(name)] ?? 'text/html' })
    const file =
      /^(dist|css|plugin)\//.test(name) && !existsSync(join(source.root, name))
        ? join(REVEAL, inReveal6(name))
        : name.startsWith('katex/')
          ? join(KATEX, name.slice('katex/'.length))
          : join(source.root, name)
    if (!existsSync(file)) return route.fulfill({ status: 404 })
    return route.fulfill({ path: file, contentType: TYPES[extname(file)] ?? 'application/octet-stream' })
  })
  await page.goto(`${HOST}/${path}`)
  return page
}

/** The path in reveal.js 6 of a file that decks of older versions name. */
function inReveal6(name: string): string {
  const path = name.replace(/\.min\.css$/, '.css').replace(/\btheme\/default\.css$/, 'theme/league.css')
  return path.replace(/^(css\/|dist\/)?(?=theme\/|plugin\/)/, 'dist/')
}

export const page = (
  slides: string,
  scripts: string,
  options: string,
  styles = '',
): string => `<!doctype html>
<meta charset="utf-8"><link rel="stylesheet" href="dist/reveal.css">${styles}
<div class="reveal"><div class="slides">${slides}</div></div>
<script src="dist/reveal.js"></script>${scripts}<script>Reveal.initialize(${options})</script>`

/** HTML turns a carriage return into a line feed, and the `?` after it would then apply to that. */
const inAttribute = (pattern: string): string => pattern.replaceAll('\r', '\\r').replaceAll('\n', '\\n')

/** The deck as its author wrote it, run by reveal.js, without its front matter, which reveal.js does not support. */
export async function openOriginal(source: DeckSource): Promise<Page> {
  const text = readFileSync(source.entry, 'utf8')
  const file = basename(source.entry)
  if (file.endsWith('.html')) return open(source, file, { [file]: text })
  const { yaml, body } = splitFrontMatter(text)
  const { separator, verticalSeparator, notesSeparator, math, look, settings } = readFrontMatter(
    yaml ?? '',
    () => {},
  )
  const slides = `<section data-markdown="slides.md" data-separator="${inAttribute(separator)}"
    data-separator-vertical="${inAttribute(verticalSeparator ?? deckVertical(body))}" data-separator-notes="${notesSeparator}"></section>`
  const scripts = ['markdown', 'highlight', 'math'].map((p) => `<script src="dist/plugin/${p}.js"></script>`)
  const plugins = `[RevealMarkdown, RevealHighlight${math ? ', RevealMath.KaTeX' : ''}]`
  const { width, height, transition } = settings
  const options = JSON.stringify({ width, height, transition }).replace(
    '}',
    `, plugins: ${plugins}, katex: { local: '/katex' } }`,
  )
  const pages = {
    'deck.html': page(slides, scripts.join(''), options, schemeOf(look) ? themeLinks(look) : ''),
    'slides.md': body,
  }
  const opened = await open(source, 'deck.html', pages)
  if (math) await opened.waitForFunction(() => 'renderMathInElement' in window)
  return opened
}

/** What reveal.js's own template loads with a theme. */
function themeLinks(theme: string): string {
  const paths = ['reset.css', `theme/${theme}.css`, 'plugin/highlight/monokai.css']
  return paths.map((path) => `<link rel="stylesheet" href="dist/${path}">`).join('')
}
