/** The oracle: every deck, compiled here, is the deck that reveal.js and its own plugins make in Chromium. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, extname, join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { readFrontMatter, splitFrontMatter } from '../server/deck/front-matter.ts'
import { findDecks, loadDeck, type DeckSource } from '../server/deck/load.ts'
import { renderSlides } from '../server/deck/render.ts'
import { readDeck } from './deck-oracle-page.ts'
import { startChromium } from './support/chromium.ts'

const DECKS = resolve(import.meta.dirname, 'decks')
const REVEAL = resolve(import.meta.dirname, '../node_modules/reveal.js')
const KATEX = resolve(import.meta.dirname, '../node_modules/katex')
const HOST = 'http://deck.test'
const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.html': 'text/html',
  '.md': 'text/markdown; charset=utf-8',
}

/** A deck of pieces of the others in random order: what one author put apart, the next puts together. */
function shuffledDeck(seed: number): [string, DeckSource] {
  const random = seededRandom(seed)
  const pick = <T>(list: T[]): T => list[Math.floor(random() * list.length)] as T
  const pieces = ['bullets', 'code', 'stacks', 'backgrounds', 'fragments', 'html-in-markdown', 'greek']
    .flatMap((name) =>
      splitFrontMatter(readFileSync(join(DECKS, name, 'deck.md'), 'utf8')).body.split(/\n{2,}/),
    )
    .flatMap((block) => (random() < 0.3 ? block.split('\n') : [block]))
    // With two notes on a slide reveal.js shows them both, and Lectern none.
    .filter((block) => !/^--|visibility|note/im.test(block))
  const slide = (): string =>
    Array.from(
      { length: 1 + Math.floor(random() * 6) },
      () => pick(pieces) + pick(['\n\n', '\n', '\n\n\n', '\n  ']),
    ).join('')
  const slides = Array.from({ length: 70 }, () => slide() + pick(['\n\n---\n\n', '\n---\n', '\n\n--\n\n']))
  const root = mkdtempSync(join(tmpdir(), 'lectern-shuffled-'))
  afterAll(() => rmSync(root, { recursive: true }))
  writeFileSync(join(root, 'deck.md'), `---\nmath: false\n---\n${slides.join('')}# End`)
  return [`70 random slides, seed ${seed}`, { id: 'shuffled', root, entry: join(root, 'deck.md') }]
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const sources: [string, DeckSource][] = [
  ...[1, 2].map(shuffledDeck),
  ...readdirSync(DECKS).map((name): [string, DeckSource] => {
    const entry = readdirSync(join(DECKS, name)).find((file) => file === 'deck.md' || file === 'index.html')
    return [name, { id: name, root: join(DECKS, name), entry: join(DECKS, name, entry ?? '') }]
  }),
  ...['demo.html', 'index.html'].map((file): [string, DeckSource] => [
    `reveal.js ${file}`,
    { id: basename(file, '.html'), root: REVEAL, entry: join(REVEAL, file) },
  ]),
]

/** Serves a page and the files of deck, reveal.js and KaTeX; nothing else exists. */
async function open(source: DeckSource, path: string, pages: Record<string, string>): Promise<Page> {
  const page = await (await startChromium()).newPage({ viewport: { width: 1280, height: 720 } })
  await page.route('**/*', async (route) => {
    const url = new URL(route.request().url())
    if (url.origin !== HOST) return route.abort()
    const name = decodeURIComponent(url.pathname).slice(1)
    const body = pages[name]
    if (body !== undefined) return route.fulfill({ body, contentType: TYPES[extname(name)] ?? 'text/html' })
    const file = name.startsWith('dist/')
      ? join(REVEAL, name)
      : name.startsWith('katex/')
        ? join(KATEX, name.slice('katex/'.length))
        : join(source.root, name)
    if (!existsSync(file)) return route.fulfill({ status: 404 })
    return route.fulfill({ path: file, contentType: TYPES[extname(file)] ?? 'application/octet-stream' })
  })
  await page.goto(`${HOST}/${path}`)
  return page
}

const page = (slides: string, scripts: string, options: string): string => `<!doctype html>
<meta charset="utf-8"><link rel="stylesheet" href="dist/reveal.css">
<div class="reveal"><div class="slides">${slides}</div></div>
<script src="dist/reveal.js"></script>${scripts}<script>Reveal.initialize(${options})</script>`

/** HTML turns a carriage return into a line end, and the `?` after it would then speak of that. */
const inAttribute = (pattern: string): string => pattern.replaceAll('\r', '\\r').replaceAll('\n', '\\n')

/** The deck as its author wrote it, run by reveal.js; its front matter, which reveal.js does not know, taken off. */
async function openOriginal(source: DeckSource): Promise<Page> {
  const text = readFileSync(source.entry, 'utf8')
  const file = basename(source.entry)
  if (file.endsWith('.html')) return open(source, file, { [file]: text })
  const { yaml, body } = splitFrontMatter(text)
  const { separator, verticalSeparator, notesSeparator, math } = readFrontMatter(yaml ?? '', () => {})
  const slides = `<section data-markdown="slides.md" data-separator="${inAttribute(separator)}"
    data-separator-vertical="${inAttribute(verticalSeparator)}" data-separator-notes="${notesSeparator}"></section>`
  const scripts = ['markdown', 'highlight', 'math'].map((p) => `<script src="dist/plugin/${p}.js"></script>`)
  const plugins = `[RevealMarkdown, RevealHighlight${math ? ', RevealMath.KaTeX' : ''}]`
  const options = `{ plugins: ${plugins}, katex: { local: '/katex' } }`
  const pages = { 'deck.html': page(slides, scripts.join(''), options), 'slides.md': body }
  const opened = await open(source, 'deck.html', pages)
  if (math) await opened.waitForFunction(() => 'renderMathInElement' in window)
  return opened
}

describe('a compiled deck is the deck that reveal.js makes', () => {
  test.each(sources)(
    '[D1] %s: the same sections, text and attributes; [D2] the same steps',
    async (_, source) => {
      const deck = await loadDeck(source)
      const original = await openOriginal(source)
      const compiled = await open(source, 'ours.html', {
        'ours.html': page(renderSlides(deck.public), '', '{}'),
      })
      const [theirs, ours] = [await readDeck(original), await readDeck(compiled)]
      await Promise.all([original.close(), compiled.close()])

      expect(ours.slides).toEqual(theirs.slides)
      expect(ours.slides.length).toBeGreaterThan(1)
      expect(ours.steps).toEqual(theirs.steps)
      expect(deck.outline.map(({ h, v, steps }) => `${h}/${v}: ${steps}`)).toEqual(theirs.steps)
    },
  )

  test('[D1] at least eight decks of different style were compared', async () => {
    expect((await findDecks(DECKS)).length).toBeGreaterThanOrEqual(8)
    expect(sources.map(([, source]) => dirname(source.entry))).toContain(REVEAL)
  })
})
