/** The language of the phone and of the moderator's page: the deck's or the browser's, and no word of another one. */
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { ALL_WORDS } from '../../protocol/words/all.ts'
import { seriousViolations } from '../support/axe.ts'
import { DESKTOP, PHONE, visit } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { showSlide } from '../support/moves.ts'
import { startServer } from '../support/server.ts'
import { deckWith, englishOn } from '../support/words.ts'

const PHONE_PATH = `/${TALK}/presenter`
/** No title of a slide reads like our words. */
const unnamed = (): Promise<string> =>
  deckWith((source) => source.replace('language: en\n', '').replace('A poll', 'Flour'))
const enabledNext = (page: Page) => page.locator('#next[aria-disabled=false]')
const direction = (page: Page) =>
  page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])

test.each([
  ['de', 'de-AT', 'ltr'],
  ['ar', 'ar-EG', 'rtl'],
] as const)('[LG6] in %s, the speaker reads no English word', async (language, locale, dir) => {
  const server = await startServer({ deck: await unnamed() })
  await showSlide(server, 'live-quiz')
  const options = { ...PHONE, locale, viewport: { width: 360, height: 740 } }
  const { page: wrong, complaints } = await visit(server, `${PHONE_PATH}#key=wrong`, options)
  await wrong.locator('.answer').getByText(/./).waitFor()
  expect(await englishOn(wrong, language)).toEqual([])
  // The key was refused, which the browser reports.
  complaints.length = 0

  const { page } = await visit(server, `${PHONE_PATH}#key=${server.key}`, options)
  await enabledNext(page).waitFor()
  expect(await direction(page)).toEqual([language, dir])
  const readsNone = () => expect.poll(() => englishOn(page, language)).toEqual([])
  for (const layout of ['notes', 'overview', 'clicker']) {
    await page.locator(`[data-layout=${layout}]`).last().tap()
    await readsNone()
  }
  const { elements, phone, shell } = ALL_WORDS[language]
  const sheets = [
    [phone.polls.title, phone.polls.title],
    [elements.questions.title, elements.questions.title],
    [phone.chat.button, phone.chat.title],
    [phone.devices.title, phone.devices.title],
    [phone.people.title, phone.people.title],
    [phone.report.title, phone.report.title],
    [phone.more.server, phone.more.server],
  ] as const
  const open = async (button: string, title: string) => {
    await page.getByRole('button', { name: phone.more.title, exact: true }).tap()
    const more = page.getByRole('dialog', { name: phone.more.title, exact: true })
    await more.getByRole('button', { name: new RegExp(`^${button}`) }).tap()
    const sheet = page.getByRole('dialog', { name: title, exact: true })
    await sheet.waitFor()
    return sheet
  }
  const close = (sheet: Locator) =>
    sheet.getByRole('button', { name: shell.close, exact: true }).first().tap()
  for (const [button, title] of sheets) {
    const sheet = await open(button, title)
    await readsNone()
    await close(sheet)
  }
  const check = await open(phone.more.check, phone.more.check)
  await check.getByText(phone.check.stageNone).waitFor()
  await readsNone()
  await close(check)
  expect(await seriousViolations(page)).toEqual([])
  await page.locator('#next').tap()
  await expect.poll(() => englishOn(page, language)).toEqual([])

  const { page: desk } = await visit(server, `/${TALK}/moderator#key=${server.key}`, { ...DESKTOP, locale })
  await desk.locator('#desk').waitFor()
  await expect.poll(() => englishOn(desk, language)).toEqual([])
  expect(await direction(desk)).toEqual([language, dir])
  await desk.goto(`${server.url}/pair`)
  await desk.reload()
  expect(await direction(desk)).toEqual([language, dir])
  await expect.poll(() => englishOn(desk, language)).toEqual([])
})

test('[LG6] the phone speaks the language of the deck, and a swipe turns pages in its direction', async () => {
  const arabic = await deckWith((source) => source.replace('language: en', 'language: ar'))
  const server = await startServer({ deck: arabic })
  const { page } = await visit(server, `${PHONE_PATH}#key=${server.key}`, PHONE)
  await enabledNext(page).waitFor()
  expect(await direction(page)).toEqual(['ar', 'rtl'])
  const box = async (key: string) => (await page.locator(key).boundingBox())!
  expect((await box('#prev')).x).toBeGreaterThanOrEqual((await box('#next')).x)
  const at = () => server.app.talk(TALK).state.position
  const before = at()
  await swipe(page, await box('#next'), 0.25, 0.75)
  await expect.poll(at).not.toEqual(before)
  await enabledNext(page).waitFor()
  // Another key, because one key ignores a second touch that follows at once.
  await swipe(page, await box('#prev'), 0.75, 0.25)
  await expect.poll(at).toEqual(before)
})

/** From one share of the width to another. */
async function swipe(
  page: Page,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  from: number,
  to: number,
): Promise<void> {
  await page.mouse.move(x + width * from, y + height / 2)
  await page.mouse.down()
  await page.mouse.move(x + width * to, y + height / 2, { steps: 4 })
  await page.mouse.up()
}
