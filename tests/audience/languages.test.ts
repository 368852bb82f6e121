/** The language of the audience's page: the deck's or the browser's, and no word of another one. */
import { expect, test } from 'vitest'
import { follow, connected, PROJECTOR, visit } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { showSlide } from '../support/moves.ts'
import { startServer } from '../support/server.ts'
import { deckWith, englishOn } from '../support/words.ts'

const PATH = `/${TALK}/`
/** The elements with words of the part `exhibits`. */
const EXHIBITS =
  'ping staleness request handshake frame cycle duplex map nodes browsers transport rainbow dance phone'
    .split(' ')
    .map((name) => `live-${name}`)
const unnamed = (): Promise<string> => deckWith((source) => source.replace('language: en\n', ''))

test.each([
  ['de', 'de-AT', 'ltr', 'Fragen'],
  ['ar', 'ar-EG', 'rtl', 'الأسئلة'],
] as const)('[LG5] in %s, the audience reads no English word', async (language, locale, dir, questions) => {
  const server = await startServer({ deck: await unnamed() })
  const { page } = await follow(server, PATH, {
    locale,
    viewport: { width: 393, height: 659 },
    hasTouch: true,
  })
  await connected(page)
  expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([
    language,
    dir,
  ])
  expect(await page.locator('.slides').getAttribute('lang')).toBe('en')
  const readsNone = () => expect.poll(() => englishOn(page, language)).toEqual([])
  await readsNone()
  for (const element of ['live-join', 'live-chat', 'live-quiz', 'live-poll', 'live-hand']) {
    await showSlide(server, element)
    await page.waitForSelector(`.present ${element}[data-live]`)
    await readsNone()
  }
  for (const part of ['ask', 'react', 'hand']) {
    await page.locator(`[data-part=${part}]`).tap()
    if (part === 'hand') await page.waitForSelector('[data-part=hand][aria-pressed=true]')
    else await page.waitForSelector('dialog[open]')
    await readsNone()
    if (part === 'ask') await page.getByRole('heading', { name: questions }).waitFor()
    await page.keyboard.press('Escape')
  }
})

test.each(['fr', 'ar'] as const)(
  '[LG7] in %s, the elements that explain WebSockets have no English word',
  async (language) => {
    const server = await startServer({ deck: await unnamed() })
    const locale = { locale: language }
    const pages = [
      (await follow(server, PATH, { ...locale, viewport: { width: 393, height: 659 } })).page,
      (await visit(server, `${PATH}stage`, { ...locale, ...PROJECTOR })).page,
    ]
    for (const element of EXHIBITS) {
      await showSlide(server, element)
      for (const page of pages) {
        const shown = page.locator(`.present ${element}[data-live]`)
        await shown.waitFor({ state: 'attached' })
        expect(await shown.evaluate(({ lang, dir }: HTMLElement) => [lang, dir])).toEqual([
          language,
          language === 'ar' ? 'rtl' : 'ltr',
        ])
        await expect.poll(() => englishOn(page, language), { message: element }).toEqual([])
      }
    }
  },
)

test('[LG7] the stage’s notices are in its language', async () => {
  const server = await startServer({ deck: await unnamed() })
  const { page, context } = await visit(server, `${PATH}stage`, {
    locale: 'de',
    ...PROJECTOR,
    unstable: true,
  })
  await page.waitForSelector('html[data-link=live]')
  await page.keyboard.press('ArrowRight')
  await page.getByText('Dieser Browser ist nicht verbunden').waitFor()
  await context.setOffline(true)
  await server.close()
  await page.getByText('Keine Verbindung – neuer Versuch läuft').waitFor()
  expect(await englishOn(page, 'de')).toEqual([])
})

test.each([
  [7, 'Was Sie hier senden, wird 7 Tage nach dem Vortrag gelöscht.'],
  [0, 'Was Sie hier senden, bleibt gespeichert, bis der Vortragende es löscht.'],
])('[V26] where people write, the page says how long it is kept: %s days', async (keepDays, line) => {
  const server = await startServer({ deck: await unnamed(), keepDays })
  const { page } = await follow(server, PATH, { locale: 'de', viewport: { width: 393, height: 659 } })
  await connected(page)
  await page.locator('#look summary').click()
  await page.locator('#look').getByText(line).waitFor()
  await page.getByRole('button', { name: 'Notiz und Lesezeichen' }).click()
  await page.getByRole('dialog').getByText(line).waitFor()
  await page.keyboard.press('Escape')
  await page.locator('[data-part=ask]').click()
  await page.getByRole('dialog').getByText(line).waitFor()
  await page.goto(`${server.url}${PATH}demos/chat`)
  await page.getByText(line).waitFor()
})

test('[LG5] pages without a talk are in the language of the browser', async () => {
  const server = await startServer({ deck: await unnamed() })
  for (const [locale, title] of [
    ['de', 'Diesen Vortrag gibt es hier nicht'],
    ['ar', 'لا يوجد عرض بهذا العنوان'],
  ] as const) {
    const { page, complaints } = await visit(server, '/nowhere', { locale })
    await page.getByRole('heading', { name: title }).waitFor()
    expect(await englishOn(page, locale)).toEqual([])
    // The page is answered with 404, which the browser reports.
    complaints.length = 0
  }
})

test('[LG3] the language is the deck’s, else the browser’s, else English', async () => {
  const language = async (deck: string, accept: string): Promise<string[]> => {
    const server = await startServer({ deck })
    const answer = await fetch(server.url + PATH, { headers: { 'accept-language': accept } })
    const [, page] = /<html lang="(\w+)"/.exec(await answer.clone().text()) ?? []
    const [, slides] = /class="slides" lang="([\w-]+)"/.exec(await answer.text()) ?? []
    return [page ?? '', slides ?? '', String(/Accept-Language/.test(answer.headers.get('vary') ?? ''))]
  }
  const named = (name: string) => deckWith((source) => source.replace('language: en', `language: ${name}`))
  expect(await language(await named('fr-CA'), 'de')).toEqual(['fr', 'fr-CA', 'false'])
  expect(await language(await named('nl'), 'it;q=0.5, ja;q=0.9')).toEqual(['ja', 'nl', 'true'])
  expect(await language(await unnamed(), 'nl')).toEqual(['en', 'en', 'true'])
})
