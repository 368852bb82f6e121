import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import type { DeckPdf } from '../../../protocol/deck.ts'
import { temporaryFolder } from '../../../tests/support/server.ts'
import type { Drawer } from './draw.ts'
import { createPictures, type Pictures } from './pictures.ts'

const silent = pino({ level: 'silent' })
const deckPdf = (bytes: Uint8Array, pages: number, hash = 'a'): DeckPdf => ({ hash, pages, bytes })

/** Draws nothing; the picture is the page's number. */
function recorder(): Drawer & { drawn: number[] } {
  const drawn: number[] = []
  return {
    drawn,
    warm() {},
    async draw({ page }) {
      drawn.push(page)
      if (page === 9) throw new Error('no')
      return Buffer.from(String(page))
    },
    close() {},
  }
}

function pictures(folder: string | null, drawer: Drawer): Pictures {
  const made = createPictures(folder, silent, drawer)
  onTestFinished(() => made.close())
  return made
}

test('[J6] pages are drawn in the order of the requests, then all others, each once', async () => {
  const drawer = recorder()
  const pdf = deckPdf(new Uint8Array(), 6)
  const { page } = pictures(null, drawer)
  const asked = [1, 5, 3, 5].map((number) => page(pdf, number))
  expect((await Promise.all(asked)).map(String)).toEqual(['1', '5', '3', '5'])
  await page(pdf, 6)
  await page(pdf, 4)
  expect(drawer.drawn.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6])
  expect(drawer.drawn.slice(0, 3)).toEqual([1, 5, 3])
  await expect(page(pdf, 7)).rejects.toThrow('there is no page 7')
})

test('[J6] a page that failed is not drawn again, and the others are', async () => {
  const drawer = recorder()
  const { page } = pictures(null, drawer)
  const pdf = deckPdf(new Uint8Array(), 10)
  await expect(page(pdf, 9)).rejects.toThrow('no')
  await expect(page(pdf, 9)).rejects.toThrow('no')
  expect(String(await page(pdf, 10))).toBe('10')
  expect(drawer.drawn.filter((number) => number === 9)).toHaveLength(1)
})

test('[J7] pictures are kept by content, and only those of the last 20 files', async () => {
  const folder = join(await temporaryFolder(), 'pages')
  const pdf = deckPdf(new Uint8Array(), 1)
  await pictures(folder, recorder()).page(pdf, 1)
  const again = recorder()
  expect(String(await pictures(folder, again).page(pdf, 1))).toBe('1')
  expect(again.drawn).toEqual([])
  const { page } = pictures(folder, recorder())
  for (let i = 0; i < 21; i += 1) await page(deckPdf(new Uint8Array(), 1, `other${i}`), 1)
  const kept = await readdir(folder)
  expect(kept).toHaveLength(20)
  expect(kept).toContain('other20')
})

test('[J7] a folder that cannot be written to costs only time', async () => {
  const drawer = recorder()
  // A file is where the folder should be.
  const { page } = pictures('package.json', drawer)
  expect(String(await page(deckPdf(new Uint8Array(), 1), 1))).toBe('1')
})
