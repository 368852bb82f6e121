/** The audience page in a real browser: looking back, messages and states, appearance. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Intent } from '../../protocol/intent.ts'
import { SERVER } from '../../protocol/role.ts'
import { DESKTOP, follow, PHONE, holdSlideDeck, visit } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { moveTo, showSlide } from '../support/moves.ts'
import { newIntentId } from '../support/people.ts'
import { expectShown } from '../support/screens.ts'
import { startServer, temporaryFolder, type TestServer } from '../support/server.ts'

const DECK = `---
title: A deck for the audience
---
# First

---
## Second

- one <!-- .element: class="fragment" -->
- two <!-- .element: class="fragment" -->

---
## Third

[back to the start](#/0)

---
<!-- .slide: data-auto-animate -->
## Fourth

<div data-id="box" style="width: 100px; height: 50px; background: teal"></div>

---
<!-- .slide: data-auto-animate -->
## Fifth

<div data-id="box" style="width: 500px; height: 50px; background: teal"></div>

---
<!-- .slide: data-background-color="#101218" -->
## Sixth

--
## Below the sixth
`

async function serve(extra = ''): Promise<TestServer> {
  const folder = join(await temporaryFolder(), 'deck')
  await mkdir(folder)
  await writeFile(join(folder, 'deck.md'), DECK.replace('title: A deck', `${extra}title: A deck`))
  return startServer({ deck: folder })
}

type Wish = Intent extends infer I ? (I extends Intent ? Omit<I, 'id'> : never) : never

async function does(server: TestServer, wish: Wish): Promise<void> {
  const ack = await server.app.talk('deck').append({ id: newIntentId(), ...wish }, SERVER)
  expect(ack).toMatchObject({ ok: true })
}

const goTo = (server: TestServer, h: number, f = -1, v = 0): Promise<void> => moveTo(server, { h, v, f })

const live = (page: Page) => page.getByRole('button', { name: /live/i })
const previous = (page: Page) => page.getByRole('button', { name: 'Previous slide' })
const next = (page: Page) => page.getByRole('button', { name: 'Next slide' })

test('[A4] a follower who looks back stays in place; the pill counts missed slides and leads back', async () => {
  const server = await serve()
  await goTo(server, 2)
  const { page } = await follow(server, '/deck/', PHONE)
  await previous(page).tap()
  await expectShown(page, { h: 1, v: 0, f: 1 })
  await goTo(server, 3)
  await goTo(server, 4)
  await expect.poll(() => live(page).textContent()).toBe('Live · 2 new')
  await expectShown(page, { h: 1, v: 0, f: 1 })
  await live(page).tap()
  await expectShown(page, { h: 4, v: 0, f: -1 })
  await goTo(server, 3)
  await expectShown(page, { h: 3, v: 0, f: -1 })
})

test('[A4] keys, links and swipes look back, too, and the focus stays in place', async () => {
  const server = await serve()
  await goTo(server, 2)
  const { page } = await follow(server, '/deck/', DESKTOP)
  await page.getByRole('link', { name: 'back to the start' }).click()
  await expectShown(page, { h: 0, v: 0, f: -1 })
  await page.keyboard.press('ArrowRight')
  await expectShown(page, { h: 1, v: 0, f: 1 })
  await page.keyboard.press('Home')
  await expectShown(page, { h: 0, v: 0, f: -1 })
  await page.keyboard.press('End')
  await expectShown(page, { h: 2, v: 0, f: -1 })
  await previous(page).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await expectShown(page, { h: 0, v: 0, f: -1 })
  expect(await previous(page).evaluate((button) => button === document.activeElement)).toBe(true)

  const finger = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x?: number): Promise<unknown> =>
    finger.send('Input.dispatchTouchEvent', { type, touchPoints: x === undefined ? [] : [{ x, y: 300 }] })
  await touch('touchStart', 600)
  for (const x of [560, 500, 440]) await touch('touchMove', x)
  await touch('touchEnd')
  await expectShown(page, { h: 1, v: 0, f: 1 })
})

test('[A5] nobody can go ahead of the talk, by key or button', async () => {
  const server = await serve()
  await goTo(server, 1, 0)
  const { page } = await follow(server, '/deck/', DESKTOP)
  await next(page).click({ force: true })
  await page.keyboard.press('PageDown')
  await expectShown(page, { h: 1, v: 0, f: 0 })
  expect(await next(page).getAttribute('aria-disabled')).toBe('true')
})

test('[A5] a deck may allow going ahead', async () => {
  const server = await serve('browseAhead: true\n')
  const { page } = await follow(server, '/deck/', DESKTOP)
  await next(page).click()
  await expectShown(page, { h: 1, v: 0, f: 1 })
})

test('[A12] neither the address nor a message from another window moves or configures the slides', async () => {
  const server = await serve()
  await goTo(server, 1)
  const { page } = await follow(
    server,
    '/deck/?view=scroll&keyboard=true&controls=true&autoSlide=50#/4',
    DESKTOP,
  )
  await page.evaluate(() => postMessage(JSON.stringify({ method: 'slide', args: [3] }), '*'))
  await page.evaluate(() => (location.hash = '#/5'))
  await goTo(server, 1, 0)
  await expectShown(page, { h: 1, v: 0, f: 0 })
  expect(new URL(page.url()).search).toBe('')
  expect(await page.locator('.controls, .scrollbar').count()).toBe(0)
})

test('[A1] auto-animate, backgrounds and vertical slides work under our policy', async () => {
  const server = await serve()
  await goTo(server, 3)
  const { page } = await follow(server, '/deck/', DESKTOP)
  await goTo(server, 4)
  await expectShown(page, { h: 4, v: 0, f: -1 })
  await page.waitForSelector('section.present [data-auto-animate-target]')
  const rules = await page.evaluate(() =>
    document.adoptedStyleSheets.flatMap((sheet) => sheet.cssRules.length),
  )
  expect(Math.max(...rules)).toBeGreaterThan(1)
  await goTo(server, 5, -1, 1)
  await expectShown(page, { h: 5, v: 1, f: -1 })
  await goTo(server, 5)
  await expectShown(page, { h: 5, v: 0, f: -1 })
  const colour = page.locator('.backgrounds .slide-background.present .slide-background.present')
  expect(await colour.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe(
    'rgb(16, 18, 24)',
  )
})

test('[A3] the first slide is painted in its final place: nothing moves when the script takes over', async () => {
  const server = await startServer()
  // A slide without a live element, because those change when they start.
  await showSlide(server, '#columns')
  for (const shape of [PHONE, DESKTOP]) {
    const { page } = await visit(server, '/nothing-yet', shape).then(async (visitor) => {
      visitor.complaints.splice(0)
      return visitor
    })
    const release = await holdSlideDeck(page)
    await page.goto(`${server.url}/${TALK}/`, { waitUntil: 'commit' })
    await page.waitForSelector('section.present')
    await page.evaluate(() => document.fonts.ready)
    const places = (): Promise<number[]> =>
      page.evaluate(() =>
        [...document.querySelectorAll('section.present, section.present *')].flatMap((element) => {
          const { x, y, width, height } = element.getBoundingClientRect()
          return [x, y, width, height].map(Math.round)
        }),
      )
    const before = await places()
    release()
    await page.waitForSelector('.reveal.ready')
    expect(await places()).toEqual(before)
  }
})

test('[A6] larger text scrolls within the slide, and the size is remembered', async () => {
  const server = await startServer()
  await showSlide(server, '#columns')
  const { page } = await follow(server, `/${TALK}/`, {
    ...PHONE,
    viewport: { width: 320, height: 568 },
  })
  const size = (): Promise<number> =>
    page.evaluate(() => document.querySelector('section.present h2')?.getBoundingClientRect().height ?? 0)
  const before = await size()
  await page.getByLabel('Text size and colours').tap()
  await page.getByRole('button', { name: 'Larger text' }).tap()
  await page.getByRole('button', { name: 'Larger text' }).tap()
  expect(await size()).toBeGreaterThan(before * 1.3)
  const slide = page.locator('section.present')
  expect(await slide.evaluate((element) => element.scrollHeight > element.clientHeight)).toBe(true)
  expect(await slide.getAttribute('tabindex')).toBe('0')
  await page.reload()
  await page.waitForSelector('.reveal.ready')
  expect(await size()).toBeGreaterThan(before * 1.3)
})

test('[A6] respects reduced motion', async () => {
  const server = await serve()
  const { page } = await follow(server, '/deck/', { ...DESKTOP, reducedMotion: 'reduce' })
  await goTo(server, 3)
  await goTo(server, 4)
  await expectShown(page, { h: 4, v: 0, f: -1 })
  expect(await page.locator('.reveal').getAttribute('class')).toContain('none')
  expect(await page.locator('[data-auto-animate-target]').count()).toBe(0)
})

test('[A7] a screen reader announces each slide once, and each step once', async () => {
  const server = await serve()
  const { page } = await follow(server, '/deck/', DESKTOP)
  await page.evaluate(() => {
    const heard: string[] = []
    Object.assign(globalThis, { heard })
    for (const region of document.querySelectorAll('[aria-live], [role=status]')) {
      new MutationObserver(() => heard.push(region.textContent)).observe(region, {
        childList: true,
        characterData: true,
        subtree: true,
      })
    }
  })
  await goTo(server, 1)
  await expectShown(page, { h: 1, v: 0, f: -1 })
  await goTo(server, 1, 0)
  await expectShown(page, { h: 1, v: 0, f: 0 })
  await goTo(server, 2)
  await expectShown(page, { h: 2, v: 0, f: -1 })
  await expect
    .poll(() => page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard))
    .toEqual(['Second. Slide 2 of 7.', 'one', 'Third. Slide 3 of 7.'])
  expect(await page.getByRole('main').getByRole('heading').allTextContents()).toEqual(['Third'])
})

test('[A10] the black screen covers only followers, and is not shown as an error', async () => {
  const server = await serve()
  await goTo(server, 2)
  const { page } = await follow(server, '/deck/', DESKTOP)
  const cover = page.getByText('The speaker has turned the screen black.').first()
  await does(server, { type: 'screen/blank', blanked: true })
  await cover.waitFor()
  await previous(page).click()
  await page.locator('#cover').waitFor({ state: 'hidden' })
  await expectShown(page, { h: 1, v: 0, f: 1 })
  await live(page).click()
  await page.locator('#cover').waitFor()
  await does(server, { type: 'screen/blank', blanked: false })
  await page.locator('#cover').waitFor({ state: 'hidden' })
})

test('[A10] the end of the talk shows a card, and the slides stay', async () => {
  const server = await serve()
  await goTo(server, 2)
  const { page } = await follow(server, '/deck/', PHONE)
  await does(server, { type: 'talk/end' })
  await page.getByRole('heading', { name: 'That was the talk' }).waitFor()
  await page.getByRole('button', { name: 'Look through the slides' }).tap()
  await page.getByRole('heading', { name: 'That was the talk' }).waitFor({ state: 'hidden' })
  await previous(page).tap()
  await expectShown(page, { h: 1, v: 0, f: 1 })
})

test('[A10] a lost connection is shown in a pill over the slide until it is back', async () => {
  const server = await serve()
  const { page, context } = await follow(server, '/deck/', { ...PHONE, unstable: true })
  await context.setOffline(true)
  await page.getByText(/reconnecting/i).waitFor()
  await expectShown(page, { h: 0, v: 0, f: -1 })
  await context.setOffline(false)
  await page.getByText(/reconnecting/i).waitFor({ state: 'hidden' })
})

test('[A10] an address without a talk shows an error page with a list of talks', async () => {
  const server = await serve()
  const { page, complaints } = await visit(server, '/no-such-talk/', PHONE)
  await page.getByRole('heading', { name: 'There is no such talk here' }).waitFor()
  await page.getByRole('link', { name: 'A deck for the audience' }).tap()
  await page.waitForSelector('.reveal.ready')
  // Chromium logs the page's own 404.
  expect(complaints.splice(0).every((each) => each.includes('404'))).toBe(true)
})

test('[A10] a page that is too old for its server reloads once, and then says so', async () => {
  const server = await serve()
  const { page } = await visit(server, '/', DESKTOP)
  await page.routeWebSocket('**/socket.io/**', (line) => {
    const upstream = line.connectToServer()
    line.onMessage((message) => upstream.send(String(message).replace('"protocol":2', '"protocol":1')))
  })
  let loads = 0
  page.on('request', (request) => (loads += request.isNavigationRequest() ? 1 : 0))
  await page.goto(`${server.url}/deck/`)
  await page.getByText('This page no longer fits the talk.').waitFor()
  expect(loads).toBe(2)
})
