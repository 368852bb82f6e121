/** Tests the deck that `lectern new` writes, and what it refuses. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../tests/support/server.ts'
import { findSources } from '../deck/find.ts'
import { loadDeck } from '../deck/load.ts'
import { writeNewDeck } from './new-deck.ts'

test('[C1] a new deck compiles without a warning, and has its title from the folder', async () => {
  const folder = join(await temporaryFolder(), 'my-first_talk')
  await writeNewDeck(folder)
  const [source] = findSources(folder)
  const deck = await loadDeck(source!)
  expect(deck.warnings).toEqual([])
  expect(deck.title).toBe('My first talk')
  expect(deck.outline.length).toBeGreaterThan(4)
  const elements = deck.outline.flatMap((slide) => slide.elements ?? []).map(({ name }) => name)
  expect(elements).toEqual(['live-poll', 'live-hand'])
  expect(Object.keys(deck.notes)).toHaveLength(deck.outline.length)
})

test('[C1] characters that mean something in YAML or HTML do not enter the title', async () => {
  const folder = join(await temporaryFolder(), `a: "b" <i>#'c'`)
  await writeNewDeck(folder)
  const [source] = findSources(folder)
  expect(await loadDeck(source!)).toMatchObject({ title: 'A b i c', warnings: [] })
})

test('[C1] a folder with content is left as it is', async () => {
  const folder = join(await temporaryFolder(), 'talk')
  await mkdir(folder)
  await writeFile(join(folder, 'deck.md'), '# Mine')
  await expect(writeNewDeck(folder)).rejects.toThrow(/already contains deck\.md/)
  expect(await readdir(folder)).toEqual(['deck.md'])
  expect(await readFile(join(folder, 'deck.md'), 'utf8')).toBe('# Mine')
})
