/** Tests an exported site in a real browser: from a plain web server and from the disk. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import sirv from 'sirv'
import { expect, onTestFinished, test } from 'vitest'
import { sameThread } from '../../server/deck/compiler.ts'
import { findDecks } from '../../server/deck/load.ts'
import { writeSite } from '../../server/export/site.ts'
import { startChromium } from '../support/chromium.ts'
import { knownLanguage } from '../../protocol/words/languages.ts'
import { englishOn } from '../support/words.ts'
import { exportDeck } from '../support/export-deck.ts'
import { expectShown, teachReading } from '../support/screens.ts'
import { temporaryFolder } from '../support/server.ts'

/** Serves a folder below a path, as many web hosts do. */
async function serveFolder(folder: string): Promise<string> {
  const files = sirv(folder)
  const server = createServer((request, response) => {
    request.url = request.url?.replace(/^\/talks\/bread/, '') ?? '/'
    files(request, response, () => void response.writeHead(404).end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/talks/bread/index.html`
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
}

test('[I1] [I2] a site shows the deck with its steps, from a web host and from the disk, without notes', async () => {
  const parts = await exportDeck()
  const folder = await temporaryFolder()
  await writeSite(parts, folder, { script: 'site' })
  const names = (await filesIn(folder)).map((file) => file.slice(folder.length + 1))
  expect(names).toContain('loaf.svg')
  expect(names).not.toContain('inside.svg')
  expect(names.filter((name) => name.startsWith('elements'))).toEqual([])
  expect(await readFile(join(folder, 'index.html'), 'utf8')).not.toContain('Bring the loaf')

  for (const address of [await serveFolder(folder), pathToFileURL(join(folder, 'index.html')).href]) {
    const context = await (await startChromium()).newContext({ viewport: { width: 1280, height: 800 } })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('requestfailed', (request) => complaints.push(request.url()))
    await teachReading(page)
    await page.goto(address)
    await page.waitForSelector('.reveal.ready')

    await page.keyboard.press('ArrowRight')
    await page.getByRole('button', { name: 'Forward' }).click()
    await expectShown(page, { h: 1, v: 0, f: 0 })
    expect(new URL(page.url()).hash).toBe('#/1/0/0')
    await page.reload()
    await expectShown(page, { h: 1, v: 0, f: 0 })
    await expect.poll(() => page.locator('#place').textContent()).toBe('2 / 4')

    expect(await page.getByText('the mill').getAttribute('href')).toBe('https://example.com/mill')
    expect(await page.getByText('the demo').getAttribute('href')).toBeNull()
    await page.getByText('To the poll').click()
    await expectShown(page, { h: 2, v: 0, f: -1 })
    await expect.poll(() => page.getByText('Spelt').isVisible()).toBe(true)
    await page.keyboard.press('End')
    await expect.poll(() => page.getByText('Nobody knows without a server.').isVisible()).toBe(true)
    await expect
      .poll(() => page.getByRole('button', { name: 'Forward' }).getAttribute('aria-disabled'))
      .toBe('true')
    expect(complaints).toEqual([])
  }
})

test.each([
  ['de-AT', 'de', 'ltr', 'Zurück'],
  ['ar', 'ar', 'rtl', 'السابق'],
])(
  '[LG8] the site of a deck in %s has the words of its language in it',
  async (named, language, dir, back) => {
    const parts = await exportDeck()
    const folder = await temporaryFolder()
    const deck = { ...parts.deck, language: named, languageNamed: true }
    await writeSite({ ...parts, deck }, folder, { script: 'site' })
    const context = await (await startChromium()).newContext()
    onTestFinished(() => context.close())
    const page = await context.newPage()
    await page.goto(pathToFileURL(join(folder, 'index.html')).href)
    await page.waitForSelector('.reveal.ready')
    await page.getByRole('button', { name: back }).waitFor()
    const root = await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])
    expect(root).toEqual([language, dir])
    expect(await englishOn(page, knownLanguage(named) ?? 'en')).toEqual([])
  },
)

test('[I3] everything besides pictures of a site weighs at most 200 KB, compressed as web hosts do', async () => {
  const [source] = await findDecks('slides/sockets-and-lies')
  const { pictures } = await exportDeck()
  const deck = await sameThread.load(source!)
  const folder = await temporaryFolder()
  await writeSite({ deck, source: source!, pictures, built: 'dist/client' }, folder, { script: 'site' })
  const sizes = (await filesIn(folder)).map(async (file) => {
    if (/\.(svg|png|jpe?g|webp|avif|gif)$/.test(file)) return 0
    if (extname(file) === '.woff2') return (await stat(file)).size
    return brotliCompressSync(await readFile(file)).length
  })
  expect((await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)).toBeLessThan(200_000)
})
