/** Tests for watch.ts, on a real disk. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Deck, DeckWarning } from '../../protocol/deck.ts'
import { sameThread } from './compiler.ts'
import { loadDeck, type DeckSource } from './load.ts'
import { watchDeck } from './watch.ts'

const slides = (...titles: string[]): string => titles.map((title) => `# ${title}\n`).join('\n---\n\n')
const titles = (deck: Deck): string[] => deck.outline.map(({ title }) => title)

interface Watched {
  file: string
  /** The titles of the decks to show, and the messages about decks that are not shown. */
  said: string[][]
  shown: () => Deck
  /** Resolves after more than `count` callbacks. */
  after(count: number): Promise<string[]>
}

async function watch(before: string, path = 'talk/deck.md'): Promise<Watched> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lectern-watch-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, before)
  const source: DeckSource = { id: 'talk', root: dirname(file), entry: file }
  let shown = await loadDeck(source)
  const said: string[][] = []
  const listeners = new Set<() => void>()
  const say = (words: string[]): void => {
    said.push(words)
    for (const listener of listeners) listener()
  }
  const stop = watchDeck(source, {
    compiler: sameThread,
    current: () => shown,
    changed(deck) {
      shown = deck
      say(titles(deck))
    },
    kept: ({ message }: DeckWarning) => say([`kept: ${message}`]),
  })
  onTestFinished(stop)
  const after = (count: number): Promise<string[]> =>
    new Promise((resolve) => {
      const look = (): void => {
        const words = said[count]
        if (!words) return
        listeners.delete(look)
        resolve(words)
      }
      listeners.add(look)
      look()
    })
  // The watcher does not report when it is ready, so a picture is written until it reacts.
  const ready = after(0)
  const knocking = setInterval(() => writeFileSync(join(dirname(file), 'knock.png'), String(Date.now())), 250)
  await ready.finally(() => clearInterval(knocking))
  await settled(said)
  said.length = 0
  return { file, said, shown: () => shown, after }
}

/** Waits without a callback for longer than the watcher does, so that earlier writes have been handled. */
async function settled(said: string[][]): Promise<void> {
  for (let count = -1; count !== said.length;) {
    count = said.length
    // The watcher makes no callback if there is nothing to report.
    await new Promise((resolve) => setTimeout(resolve, 700))
  }
}

test('[D16] compiles the deck again when a file is saved', async () => {
  const { file, after, shown } = await watch(slides('One'))
  const before = shown().version
  writeFileSync(file, slides('Two'))
  expect(await after(0)).toEqual(['Two'])
  expect(shown().version).not.toBe(before)
})

test('[D20] a missing, empty or broken file never replaces a good deck, and the reason is reported', async () => {
  const { file, after, shown } = await watch(slides('One', 'Two'))
  writeFileSync(file, '')
  expect(await after(0)).toEqual(['kept: The deck has no slides.'])
  rmSync(file)
  expect(await after(1)).toEqual(['kept: deck.md cannot be read (ENOENT).'])
  expect(titles(shown())).toEqual(['One', 'Two'])
  writeFileSync(file, slides('One', 'Three'))
  expect(await after(2)).toEqual(['One', 'Three'])
})

test('[D20] a deck with an error slide does not replace a good one', async () => {
  const good = '<div class="slides"><section>One</section><section data-markdown="more.md"></section></div>'
  const { file, after, shown } = await watch(good.replace(' data-markdown="more.md"', ''), 'talk/index.html')
  writeFileSync(file, good)
  expect((await after(0))[0]).toMatch(/^kept: This slide cannot be shown: The file more\.md is not/)
  expect(titles(shown())).toEqual(['One', 'Slide 2'])
  writeFileSync(join(dirname(file), 'more.md'), '# More')
  expect(await after(1)).toEqual(['One', 'More'])
})

test('[D22] of two writes 400 ms apart, the first with half the slides, shows only the second', async () => {
  const { file, said, after } = await watch(slides('One', 'Two', 'Three', 'Four'))
  writeFileSync(file, slides('One', 'Two'))
  setTimeout(() => writeFileSync(file, slides('One', 'Two', 'Three', 'Five')), 400)
  expect(await after(0)).toEqual(['One', 'Two', 'Three', 'Five'])
  expect(said).toHaveLength(1)
})

test('[D22] accepts fewer slides if they do not come back', async () => {
  const { file, after } = await watch(slides('One', 'Two', 'Three'))
  writeFileSync(file, slides('One', 'Two'))
  expect(await after(0)).toEqual(['One', 'Two'])
})

test('[D25] watches a deck below hidden folders like any other', async () => {
  const { file, after } = await watch(slides('One'), '.local/node_modules/.decks/deck.md')
  writeFileSync(file, slides('Two'))
  expect(await after(0)).toEqual(['Two'])
})
