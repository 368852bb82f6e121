/** Tests for watch.ts: which changes it shows by a clock of the test, and that it hears of those on a real disk. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Deck, DeckWarning } from '../../protocol/deck.ts'
import { sameThread } from '../../server/deck/compiler.ts'
import { loadDeck, type DeckSource } from '../../server/deck/load.ts'
import { watchDeck, type WatchFolder } from '../../server/deck/watch.ts'

const slides = (...titles: string[]): string => titles.map((title) => `# ${title}\n`).join('\n---\n\n')
const titles = (deck: Deck): string[] => deck.outline.map(({ title }) => title)

/** A deck that is watched, and what the watcher said: the titles of decks to show, and why others are not shown. */
async function watched(before: string, path: string, watchFolder?: WatchFolder) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lectern-watch-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, before)
  const source: DeckSource = { id: 'talk', root: dirname(file), entry: file }
  let shown = await loadDeck(source)
  let compiling: Promise<Deck> | undefined
  const said: string[][] = []
  const stop = watchDeck(
    source,
    {
      compiler: { ...sameThread, load: (which) => (compiling = loadDeck(which)) },
      current: () => shown,
      changed(deck) {
        shown = deck
        said.push(titles(deck))
      },
      kept: ({ message }: DeckWarning) => said.push([`kept: ${message}`]),
    },
    watchFolder,
  )
  onTestFinished(stop)
  return { file, said, stop, shown: () => shown, compiled: () => compiling }
}

/** The same by a clock of the test: nothing is seen on the disk before \`write\` tells it. */
async function steered(before: string, path = 'talk/deck.md') {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  onTestFinished(() => void vi.useRealTimers())
  let tell = (): void => {}
  const deck = await watched(before, path, (_root, changed) => {
    tell = changed
    return () => {}
  })
  return {
    ...deck,
    /** Writes this text, or removes the file. */
    write(text: string | undefined, file = deck.file) {
      if (text === undefined) rmSync(file)
      else writeFileSync(file, text)
      tell()
    },
    async after(ms: number): Promise<void> {
      // One timer at a time: what it starts compiles before the next.
      for (const end = Date.now() + ms; Date.now() < end;) {
        vi.advanceTimersByTime(Math.min(10, end - Date.now()))
        await deck.compiled()
      }
    },
  }
}

test('[D22] a change is shown 0.1 s after the last write', async () => {
  const { said, shown, write, after } = await steered(slides('One'))
  const before = shown().version
  write(slides('T'))
  await after(90)
  write(slides('Two'))
  await after(90)
  expect(said).toEqual([])
  await after(10)
  expect(said).toEqual([['Two']])
  expect(shown().version).not.toBe(before)
})

test('[D22] a folder that changes all the time is compiled after three seconds', async () => {
  const { said, write, after } = await steered(slides('One'))
  for (let i = 0; i < 60; i += 1) {
    write(slides(`Two ${i}`))
    await after(50)
  }
  expect(said).toEqual([])
  for (let i = 60; i < 70; i += 1) {
    write(slides(`Two ${i}`))
    await after(50)
  }
  expect(said).toHaveLength(1)
})

test('[D20] a missing, empty or broken file never replaces a good deck, and the reason is reported', async () => {
  const { said, shown, write, after } = await steered(slides('One', 'Two'))
  write('')
  await after(1000)
  expect(said).toEqual([['kept: The deck has no slides.']])
  write(undefined)
  await after(1000)
  expect(said[1]).toEqual(['kept: deck.md cannot be read (ENOENT).'])
  expect(titles(shown())).toEqual(['One', 'Two'])
  write(slides('One', 'Three'))
  await after(100)
  expect(said[2]).toEqual(['One', 'Three'])
})

test('[D20] a deck with an error slide does not replace a good one', async () => {
  const good = '<div class="slides"><section>One</section><section data-markdown="more.md"></section></div>'
  const path = 'talk/index.html'
  const { file, said, shown, write, after } = await steered(
    good.replace(' data-markdown="more.md"', ''),
    path,
  )
  write(good)
  await after(1000)
  expect(said[0]![0]).toMatch(/^kept: This slide cannot be shown: The file more\.md is not/)
  expect(titles(shown())).toEqual(['One', 'Slide 2'])
  write('# More', join(dirname(file), 'more.md'))
  await after(100)
  expect(said[1]).toEqual(['One', 'More'])
})

test('[D22] of two writes 400 ms apart, the first with half the slides, shows only the second', async () => {
  const { said, write, after } = await steered(slides('One', 'Two', 'Three', 'Four'))
  write(slides('One', 'Two'))
  await after(400)
  write(slides('One', 'Two', 'Three', 'Five'))
  await after(2000)
  expect(said).toEqual([['One', 'Two', 'Three', 'Five']])
})

test('[D22] accepts fewer slides if they do not come back for a second', async () => {
  const { said, write, after } = await steered(slides('One', 'Two', 'Three'))
  write(slides('One', 'Two'))
  await after(990)
  expect(said).toEqual([])
  await after(10)
  expect(said).toEqual([['One', 'Two']])
})

test('[D16] stopping ends the watch, also of a change that has been seen', async () => {
  const { said, stop, write, after } = await steered(slides('One'))
  write(slides('Two'))
  stop()
  await after(2000)
  expect(said).toEqual([])
})

test.each([
  ['[D16] compiles the deck again when a file is saved', 'talk/deck.md'],
  ['[D25] watches a deck below hidden folders like any other', '.local/node_modules/.decks/deck.md'],
])('%s', async (_title, path) => {
  const { file, said } = await watched(slides('One'), path)
  // The watcher does not say when it is ready, so a picture is written until it reacts, more rarely than it settles.
  const knock = join(dirname(file), 'knock.png')
  const knocking = setInterval(() => writeFileSync(knock, String(Date.now())), 250)
  onTestFinished(() => clearInterval(knocking))
  await expect.poll(() => said).toContainEqual(['One'])
  clearInterval(knocking)
  writeFileSync(file, slides('Two'))
  await expect.poll(() => said.at(-1)).toEqual(['Two'])
})
