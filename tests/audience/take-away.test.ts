/** Tests a person's own page of the talk: notes on the device, and the saved file. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { connected, follow } from '../support/browsers.ts'
import { startChromium } from '../support/chromium.ts'
import { exportDeck } from '../support/export-deck.ts'
import { englishOn } from '../support/words.ts'
import { SCRIPTS } from '../support/hostile.ts'
import { join as joinTalk, newIntentId, pairedCookie } from '../support/people.ts'
import { startServer, temporaryFolder } from '../support/server.ts'

test('[I9] [I10] [I11] [I12] a person notes, bookmarks and votes, and saves a page of the talk that runs nothing', async () => {
  const { source } = await exportDeck()
  const server = await startServer({ deck: source.root })
  const host = await joinTalk(server, 'presenter', { talk: 'bread', cookie: await pairedCookie(server) })
  const drive = (intent: object): Promise<unknown> => host.send({ id: newIntentId(), ...intent } as never)
  const { page, context } = await follow(server, '/bread/', { viewport: { width: 393, height: 659 } })
  const sent: string[] = []
  page.on('request', (request) => sent.push(request.url() + (request.postData() ?? '')))
  expect(sent.filter((line) => line.includes('panel-'))).toEqual([])

  // Notes stay on the device, and on the slide on which they were begun.
  await page.locator('#look summary').click()
  await page.getByRole('button', { name: 'Note and bookmark' }).click()
  const note = page.getByRole('textbox', { name: 'Your note' })
  const text = `My secret ${SCRIPTS.join(' ')}`
  await note.fill(text)
  await drive({ type: 'position/goto', to: { h: 2, v: 0, f: -1 } })
  await expect.poll(() => page.locator('#place').textContent()).toBe('3 / 4')
  await page.getByRole('button', { name: 'Bookmark this slide' }).click()
  await page.getByRole('button', { name: 'Close' }).click()
  await page.reload()
  await page.waitForSelector('.reveal.ready')

  await drive({ type: 'poll/open', poll: 'flour' })
  await page.locator('live-poll').getByText('Spelt').click()
  await expect.poll(() => page.locator('live-poll').getAttribute('data-mine')).toBe('counted')
  await drive({ type: 'talk/end' })
  await page.getByRole('button', { name: 'Keep your page of it' }).click()
  await page.getByText('3 slides, 1 note, 1 bookmark').waitFor()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save your page' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('bread-my-page.html')
  const file = join(await temporaryFolder(), 'mine.html')
  await download.saveAs(file)
  expect(sent.filter((line) => line.includes('secret'))).toEqual([])
  expect(await context.cookies()).toHaveLength(1)

  const html = await readFile(file, 'utf8')
  expect(html).not.toMatch(/<script|Bring the loaf/i)
  const offline = await (await startChromium()).newContext({ viewport: { width: 393, height: 659 } })
  onTestFinished(() => offline.close())
  const own = await offline.newPage()
  const loads: string[] = []
  own.on('request', (request) => !/^(data|file):/.test(request.url()) && loads.push(request.url()))
  own.on('dialog', (dialog) => loads.push(dialog.message()))
  await own.goto(pathToFileURL(file).href)
  expect(await own.locator('article').count()).toBe(3)
  expect(await own.locator('.note').textContent()).toBe(text.trim())
  expect(await own.locator('article').first().getByText('Bookmark').count()).toBe(1)
  expect(await own.locator('article').nth(1).getByText('Water').isVisible()).toBe(true)
  expect(await own.locator('.said', { hasText: 'Which flour?' }).locator('.own').textContent()).toBe('Spelt')
  const loaf = own.locator('img').first()
  await expect.poll(() => loaf.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
  // The slide fills its frame, and nothing is wider than the page.
  const fits = await own.evaluate(() => {
    const frame = document.querySelector('.frame')!.getBoundingClientRect()
    const slide = document.querySelector('.frame .reveal-viewport')!.getBoundingClientRect()
    return {
      same: Math.abs(frame.width - slide.width) < 4,
      wide: document.documentElement.scrollWidth > innerWidth,
    }
  })
  expect(fits).toEqual({ same: true, wide: false })
  expect(loads).toEqual([])
})

test('[LG8] [V26] the page of an Arabic reader has Arabic words in it, from right to left, and says how long the server keeps what was sent', async () => {
  const { source } = await exportDeck()
  const server = await startServer({ deck: source.root, keepDays: 30 })
  const { page } = await follow(server, '/bread/', {
    viewport: { width: 393, height: 659 },
    locale: 'ar',
  })
  await connected(page)
  await page.locator('#look summary').click()
  await page.getByRole('button', { name: 'ملاحظة وإشارة' }).click()
  await page.getByRole('textbox', { name: 'ملاحظتك' }).fill('مهم')
  expect(await englishOn(page, 'ar')).toEqual([])
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'حفظ صفحتك' }).click(),
  ])
  const file = join(await temporaryFolder(), 'mine.html')
  await download.saveAs(file)
  const offline = await (await startChromium()).newContext()
  onTestFinished(() => offline.close())
  const own = await offline.newPage()
  await own.goto(pathToFileURL(file).href)
  const found = await own.evaluate(() => [
    document.documentElement.lang,
    document.documentElement.dir,
    document.querySelector<HTMLElement>('.frame')?.dir,
    document.querySelector('footer')?.textContent,
  ])
  expect(found).toEqual(['ar', 'rtl', 'ltr', 'يُحذف ما ترسله إلى القاعة بعد العرض بـ 30 يومًا.'])
  expect(await englishOn(own, 'ar')).toEqual([])
})
