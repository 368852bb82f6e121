/** The threads that read a PDF and draw its pages: what they draw, and what stops them. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createCompiler } from '../../server/deck/compiler.ts'
import { findDecks } from '../../server/deck/load.ts'
import { createDrawer } from '../../server/deck/pdf/draw.ts'
import { bombPdf, writePdf } from '../support/pdf.ts'
import { temporaryFolder } from '../support/server.ts'

/** The size that a WebP file of the lossy kind declares. */
function sizeOf(webp: Buffer): [number, number] {
  expect(webp.toString('latin1', 8, 16)).toBe('WEBPVP8 ')
  return [webp.readUInt16LE(26) & 0x3fff, webp.readUInt16LE(28) & 0x3fff]
}

test('[J8] a file that takes too long is stopped, with its page', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'talk.pdf'), bombPdf())
  const compiler = createCompiler({ limitMs: 1000 })
  const [source] = await findDecks(folder)
  const { errors } = await compiler.load(source!)
  compiler.close()
  expect(errors).toMatchObject([
    { file: 'talk.pdf', line: 1, message: expect.stringContaining('on this page.') },
  ])
})

test('[J6] a page is drawn as large as a projector, whatever its size, without its notes', async () => {
  const drawer = createDrawer()
  onTestFinished(() => drawer.close())
  const bytes = writePdf([
    { lines: [['Hello', 40]], notes: ['secret'] },
    { size: [200_000, 200_000] },
    { size: [612, 792] },
    { lines: [['Hello', 40]] },
  ])
  const draw = (page: number): Promise<Buffer> => drawer.draw({ hash: 'a', bytes, page })
  const first = await draw(1)
  expect(sizeOf(first)).toEqual([1920, 1080])
  expect(sizeOf(await draw(2))).toEqual([1440, 1440])
  expect(sizeOf(await draw(3))).toEqual([1113, 1440])
  expect((await draw(4)).equals(first)).toBe(true)
  await expect(draw(5)).rejects.toThrow('the page is damaged')
})

test('[J8] a page that takes too long is stopped', async () => {
  const drawer = createDrawer({ limitMs: 50 })
  onTestFinished(() => drawer.close())
  const drawn = drawer.draw({ hash: 'bomb', bytes: bombPdf(), page: 1 })
  await expect(drawn).rejects.toThrow('it was not drawn within 0.05 s')
})

test('[J8] after a page that takes too long or needs too much memory, the next file is drawn', async () => {
  const drawer = createDrawer({ limitMs: 3000 })
  onTestFinished(() => drawer.close())
  // The machine's speed decides which limit comes first.
  const reason = /^it (was not drawn within 3 s|needs more than 1 GB of memory)$/
  await expect(drawer.draw({ hash: 'bomb', bytes: bombPdf(), page: 1 })).rejects.toThrow(reason)
  const next = await drawer.draw({ hash: 'b', bytes: writePdf([{}]), page: 1 })
  expect(sizeOf(next)).toEqual([1920, 1080])
})
