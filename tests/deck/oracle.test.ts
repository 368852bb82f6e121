/** The oracle: every compiled deck equals the deck that reveal.js and its own plugins make in Chromium. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { splitFrontMatter } from '../../server/deck/front-matter.ts'
import { findDecks, loadDeck, type DeckSource } from '../../server/deck/load.ts'
import { renderSlides } from '../../server/deck/render.ts'
import { open, openOriginal, page, REVEAL } from './oracle-open.ts'
import { readDeck } from './oracle-page.ts'

/** Decks with Lectern's own blocks, or of other programs, which reveal.js shows as text. */
const OURS = ['polls', 'diagrams', 'extras', 'marp', 'slidev']
const DECKS = resolve(import.meta.dirname, '../decks')
/** A deck of slides from the others in random order. */
function shuffledDeck(seed: number): [string, DeckSource] {
  const random = seededRandom(seed)
  const pick = <T>(list: T[]): T => list[Math.floor(random() * list.length)] as T
  const pieces = ['bullets', 'code', 'stacks', 'backgrounds', 'fragments', 'html-in-markdown', 'greek']
    .flatMap((name) =>
      splitFrontMatter(readFileSync(join(DECKS, name, 'deck.md'), 'utf8')).body.split(/\n{2,}/),
    )
    .flatMap((block) => (random() < 0.3 ? block.split('\n') : [block]))
    // With two notes on a slide, reveal.js shows both and Lectern none.
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
  ...readdirSync(DECKS)
    .filter((name) => !OURS.includes(name))
    .map((name): [string, DeckSource] => {
      const entry = readdirSync(join(DECKS, name)).find((file) => file === 'deck.md' || file === 'index.html')
      return [name, { id: name, root: join(DECKS, name), entry: join(DECKS, name, entry ?? '') }]
    }),
  ...['demo.html', 'index.html'].map((file): [string, DeckSource] => [
    `reveal.js ${file}`,
    { id: basename(file, '.html'), root: REVEAL, entry: join(REVEAL, file) },
  ]),
]

describe('a compiled deck equals the deck that reveal.js makes', () => {
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

  test('[D1] at least eight decks of different styles were compared', async () => {
    expect((await findDecks(DECKS)).length).toBeGreaterThanOrEqual(8)
    expect(sources.map(([, source]) => dirname(source.entry))).toContain(REVEAL)
  })
})
