/** The language of the audience's page: the deck's or the browser's, and no word of another one. */
import { expect, test } from 'vitest'
import { follow, connected, visit } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { showSlide } from '../support/moves.ts'
import { startServer } from '../support/server.ts'
import { deckWith, englishOn } from '../support/words.ts'

const PATH = `/${TALK}/`
const unnamed = (): Promise<string> => deckWith((source) => source.replace('language: en\n', ''))

test.each([
  ['de', 'de-AT', 'ltr', 'Fragen'],
  ['ar', 'ar-EG', 'rtl', 'الأسئلة'],
] as const)('[M5] in %s, the audience reads no English word', async (language, locale, dir, questions) => {
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

test('[M5] pages without a talk are in the language of the browser', async () => {
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

test('[M3] the language is the deck’s, else the browser’s, else English', async () => {
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
