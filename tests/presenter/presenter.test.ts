/** The phone in a real browser: pairing, taps, lost connections, waking up, layouts, sheets. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { BOUNCE_MS } from '../../presenter/taps/taps.ts'
import type { Position } from '../../protocol/position.ts'
import type { Intent } from '../../protocol/intent.ts'
import type { PostsNews } from '../../protocol/post.ts'
import { SERVER } from '../../protocol/role.ts'
import { enabled, nextButton, PHONE, present, previousButton, visit } from '../support/browsers.ts'
import { join as enter, newIntentId } from '../support/people.ts'
import { startServer, temporaryFolder, type TestServer } from '../support/server.ts'

const DECK = `---
title: Small
duration: 20
---
# First
Note: Say **hello**.
---
## Second
- one <!-- .element: class="fragment" -->
- two <!-- .element: class="fragment" -->
--
## Below
---
## Third
---
## Last
`

async function startSmall(text = DECK): Promise<TestServer & { save(changed: string): Promise<void> }> {
  const folder = join(await temporaryFolder(), 'small')
  await mkdir(folder)
  const save = (changed: string): Promise<void> => writeFile(join(folder, 'deck.md'), changed)
  await save(text)
  return { ...(await startServer({ deck: folder })), save }
}

const phoneOf = (server: TestServer, options = PHONE) => present(server, 'small', options)
const where = (server: TestServer): Position => server.app.talk('small').state.position
const at = (h: number, f = -1, v = 0): Position => ({ h, v, f })
type Bare<I> = I extends Intent ? Omit<I, 'id'> : never
const act = (server: TestServer, intent: Bare<Intent>) =>
  server.app.talk('small').append({ id: newIntentId(), ...intent }, SERVER)

/** The line under the link shows the server's position. */
const says = (page: Page, place: string) =>
  page.waitForFunction(
    (wanted) => document.getElementById('place')?.innerText.replace(/\s+/g, ' ').trim() === wanted,
    place,
  )
const layout = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).tap()

async function swipe(page: Page, selector: string, way: 'left' | 'right'): Promise<void> {
  const box = (await page.locator(selector).boundingBox())!
  const y = box.y + box.height / 2
  const [from, to] = way === 'left' ? [0.8, 0.2] : [0.2, 0.8]
  const touch = await page.context().newCDPSession(page)
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', share: number) =>
    touch.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: type === 'touchEnd' ? [] : [{ x: box.x + box.width * share, y }],
    })
  await send('touchStart', from)
  await send('touchMove', (from + to) / 2)
  await send('touchMove', to)
  await send('touchEnd', to)
}

const setVisible = (page: Page, visible: boolean) =>
  page.evaluate((is) => {
    Object.defineProperty(document, 'visibilityState', {
      get: () => (is ? 'visible' : 'hidden'),
      configurable: true,
    })
    document.dispatchEvent(new Event('visibilitychange'))
  }, visible)

test('[P13] the key leaves the address before any other request, and never returns', async () => {
  const server = await startSmall()
  const { page } = await visit(server, '/pair', PHONE)
  const asked: string[] = []
  page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`))
  await page.goto(`${server.url}/small/presenter#key=${server.key}`)
  await enabled(page)
  expect(page.url()).toBe(`${server.url}/small/presenter`)
  const data = asked.filter((line) => !/\/assets\/|favicon/.test(line))
  expect(data.slice(0, 3)).toEqual(['GET /small/presenter', 'POST /pair', 'GET /small/presenter/deck.json'])
  expect(await page.content()).not.toContain(server.key)
  expect(
    await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, history.state])),
  ).not.toContain(server.key)
  await page.reload()
  await enabled(page)
})

test('[P13] a phone that is not paired says how to pair it; a wrong key is reported; the pasted link works', async () => {
  const server = await startSmall()
  const { page } = await visit(server, '/small/presenter#key=not-the-key-of-it', { ...PHONE, unstable: true })
  await page.getByRole('heading', { name: 'Pair this phone' }).waitFor()
  await page.getByText('That is not the key of this server').first().waitFor()
  expect(page.url()).not.toContain('not-the-key')
  await page
    .getByLabel('Or paste the link or its key')
    .fill(`${server.url}/small/presenter#key=${server.key}`)
  await page.getByRole('button', { name: 'Pair' }).tap()
  await enabled(page)
  await says(page, 'Slide 1 of 5')
})

test.each([
  [320, 568],
  [390, 844],
  [844, 390],
  [568, 320],
  [768, 1024],
])('[P17] at %d × %d Next covers half of the lower screen, and nothing overflows', async (width, height) => {
  const server = await startSmall()
  const { page } = await phoneOf(server, { ...PHONE, viewport: { width, height } })
  const next = (await nextButton(page).boundingBox())!
  const inLowerHalf = next.y + next.height - Math.max(next.y, height / 2)
  expect((inLowerHalf * next.width) / ((height / 2) * width)).toBeGreaterThanOrEqual(0.5)
  for (const name of ['Clicker', 'Notes', 'Overview']) {
    await layout(page, name)
    const prev = (await previousButton(page).boundingBox())!
    expect(prev.width, name).toBeGreaterThanOrEqual(88)
    expect(prev.height, name).toBeGreaterThanOrEqual(88)
    const out = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('#status > *, #tabs, #controls button, #notes, #scrub')]
        .filter((element) => element.checkVisibility() && element.textContent?.trim() !== '')
        .filter((element) => {
          const { left, top, right, bottom } = element.getBoundingClientRect()
          return left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1 || bottom <= top
        })
        .map(({ id }) => id),
    )
    expect(out, name).toEqual([])
  }
})

/** The phone measures the time between two touches, and the page does not show when it has passed. */
const afterBounce = (page: Page): Promise<void> => page.waitForTimeout(BOUNCE_MS)

test('[P1] a tap is pending at the next frame until the server answers; the position always comes from the server', async () => {
  const server = await startSmall()
  const { page } = await phoneOf(server)
  // On a fast machine the answer may arrive before the next frame; a delayed connection prevents that.
  await page.evaluate(() => {
    const { send } = WebSocket.prototype
    WebSocket.prototype.send = function (data) {
      setTimeout(() => send.call(this, data), 400)
    }
  })
  const seen = await page.evaluate(
    () =>
      new Promise<{ pending: boolean; place: string }>((resolve) => {
        document.getElementById('next')?.click()
        requestAnimationFrame(() =>
          resolve({
            pending: document.getElementById('next')?.hasAttribute('data-pending') ?? false,
            place: document.getElementById('place')?.innerText ?? '',
          }),
        )
      }),
  )
  expect(seen.pending).toBe(true)
  expect(seen.place).toContain('Slide 1 of 5')
  await says(page, 'Slide 2 of 5 step 0 of 2')
  await page.waitForFunction(() => !document.querySelector('[data-pending]'))
})

test('[P11] [P3] buttons, swipes, the picture and keys all move the talk; a fast double tap is two steps', async () => {
  const server = await startSmall()
  const { page } = await phoneOf(server)
  await nextButton(page).tap()
  await afterBounce(page)
  await nextButton(page).tap()
  await says(page, 'Slide 2 of 5 step 1 of 2')
  await previousButton(page).tap()
  await says(page, 'Slide 2 of 5 step 0 of 2')
  await afterBounce(page)
  await swipe(page, '#next', 'right')
  await says(page, 'Slide 1 of 5')
  await layout(page, 'Notes')
  await page.getByText('hello').waitFor()
  await page.locator('#current-picture').tap()
  await says(page, 'Slide 2 of 5 step 0 of 2')
  await afterBounce(page)
  await swipe(page, '#current-picture', 'left')
  await says(page, 'Slide 2 of 5 step 1 of 2')
  await page.keyboard.press('PageDown')
  await says(page, 'Slide 2 of 5 step 2 of 2')
  await page.keyboard.press('ArrowLeft')
  await says(page, 'Slide 2 of 5 step 1 of 2')
  expect(where(server)).toEqual(at(1, 0))
})

test('[P4] a finger that bounces moves one step', async () => {
  const server = await startSmall()
  const { page } = await phoneOf(server)
  const box = (await nextButton(page).boundingBox())!
  const touch = await page.context().newCDPSession(page)
  const touchPoints = [{ x: box.x + 50, y: box.y + 50 }]
  await Promise.all([
    touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints }),
    touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] }),
    touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints }),
    touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] }),
  ])
  await says(page, 'Slide 2 of 5 step 0 of 2')
  await page.waitForFunction(() => !document.querySelector('[data-pending]'))
  expect(where(server)).toEqual(at(1))
})

test('[P5] a tap without a connection asks after 3 s, and is sent only if the speaker confirms', async () => {
  const server = await startSmall()
  const { page, context } = await phoneOf(server, { ...PHONE, unstable: true } as typeof PHONE)
  await context.setOffline(true)
  await nextButton(page).tap()
  const sheet = page.getByRole('dialog')
  await sheet.getByText('“Next” did not reach the talk').waitFor()
  expect(await sheet.getByRole('button', { name: /Send it now/ }).isDisabled()).toBe(true)
  await context.setOffline(false)
  await page.locator('#link.live').waitFor()
  await sheet.getByText('The talk is on Slide 1 of 5: First.').waitFor()
  expect(where(server)).toEqual(at(0))
  await sheet.getByRole('button', { name: 'Send it now' }).tap()
  await says(page, 'Slide 2 of 5 step 0 of 2')
  await sheet.waitFor({ state: 'hidden' })
})

test('[P5] if the talk moved meanwhile, the tap can only be discarded', async () => {
  const server = await startSmall()
  const { page, context } = await phoneOf(server, { ...PHONE, unstable: true } as typeof PHONE)
  await context.setOffline(true)
  await nextButton(page).tap()
  const sheet = page.getByRole('dialog')
  await sheet.waitFor()
  await act(server, { type: 'position/goto', to: at(3) })
  await context.setOffline(false)
  await sheet.getByText('The talk moved meanwhile, so the tap was discarded.').waitFor()
  expect(await sheet.getByRole('button', { name: /Send/ }).count()).toBe(0)
  await sheet.getByRole('button', { name: 'OK' }).tap()
  await says(page, 'Slide 5 of 5')
  expect(where(server)).toEqual(at(3))
})

test('[P6] after a locked screen, nothing moves and no button works until the position is known', async () => {
  const server = await startSmall()
  const { page, context } = await phoneOf(server, { ...PHONE, unstable: true } as typeof PHONE)
  await setVisible(page, false)
  await context.setOffline(true)
  await act(server, { type: 'position/goto', to: at(2) })
  await setVisible(page, true)
  // On a busy machine the phone may already know that the connection is lost.
  await page.locator('#link', { hasText: /Checking…|No connection/ }).waitFor()
  await nextButton(page).tap({ force: true })
  await page.getByText('Not yet: checking where the talk is').first().waitFor()
  expect(await nextButton(page).getAttribute('aria-disabled')).toBe('true')
  await context.setOffline(false)
  await enabled(page)
  await says(page, 'Slide 4 of 5')
  expect(where(server)).toEqual(at(2))
  await nextButton(page).tap()
  await says(page, 'Slide 5 of 5')
})

test('[P16] a tap after somebody else moved the talk is refused with a message and its own vibration', async () => {
  const server = await startSmall()
  const { page } = await phoneOf(server)
  await page.evaluate(() => {
    const felt: unknown[] = []
    Object.assign(globalThis, { felt })
    navigator.vibrate = (pattern) => felt.push(pattern) > 0
  })
  await previousButton(page).tap()
  await page.getByText('First step: nothing comes before it').first().waitFor()
  await nextButton(page).tap()
  await says(page, 'Slide 2 of 5 step 0 of 2')
  await act(server, { type: 'position/goto', to: at(2) })
  await says(page, 'Slide 4 of 5')
  await nextButton(page).tap()
  await says(page, 'Slide 5 of 5')
  await page.waitForFunction(() => !document.querySelector('[data-pending]'))
  const felt = await page.evaluate(() => (globalThis as unknown as { felt: number[][] }).felt)
  expect(felt).toHaveLength(3)
  expect(new Set(felt.map(String)).size).toBe(3)
})

test('[P9] the overview jumps with a tap; the slider shows its target and jumps on release', async () => {
  const server = await startSmall()
  const { page } = await phoneOf(server)
  await layout(page, 'Overview')
  await page.locator('.tile', { hasText: 'Third' }).tap()
  await says(page, 'Slide 4 of 5')
  expect(await page.locator('.tile[aria-current]').textContent()).toContain('Third')

  const box = (await page.locator('#scrubber').boundingBox())!
  const y = box.y + box.height / 2
  await page.mouse.move(box.x + box.width * 0.7, y)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.45, y, { steps: 4 })
  await page.locator('#scrub-words', { hasText: '3 Below' }).waitFor()
  expect(where(server)).toEqual(at(2))
  await page.mouse.up()
  await says(page, 'Slide 3 of 5')
  expect(where(server)).toEqual(at(1, -1, 1))
})

test("[P12] pictures show the fragments of the talk's step", async () => {
  const server = await startSmall()
  await act(server, { type: 'position/goto', to: at(1, 0) })
  const { page } = await phoneOf(server)
  await layout(page, 'Notes')
  const visible = (picture: string) =>
    page.waitForFunction((selector) => {
      const root = document.querySelector(`${selector} slide-picture`)?.shadowRoot
      const all = [...(root?.querySelectorAll('.fragment') ?? [])]
      return all.length > 0 && all.map((each) => getComputedStyle(each).visibility).join(' ')
    }, picture)
  expect(await (await visible('#current-picture')).jsonValue()).toBe('visible hidden')
  expect(await (await visible('#next-picture')).jsonValue()).toBe('visible visible')
})

test("[E39] the phone blanks the posts everywhere within a second, and shows the feed's state", async () => {
  const server = await startSmall(`${DECK}\n---\n::: live-map\nA map.\n:::\n`)
  const { page } = await phoneOf(server)
  const follower = await enter(server, 'audience', { talk: 'small' })
  const news: PostsNews[] = []
  const blanked = new Promise<void>((resolve) => {
    follower.listen('stream', (some) => {
      news.push(some)
      if (some.feed.state === 'off') resolve()
    })
  })
  await page.getByRole('button', { name: 'More' }).tap()
  await page.getByText('Posts come from: recording.').waitFor()
  await page.getByRole('button', { name: /^Blank the posts/ }).tap()
  await blanked
  expect(news.at(-1)).toMatchObject({ posts: [], feed: { state: 'off' } })
  await page.getByRole('button', { name: /^Blank the posts.*off every screen/ }).waitFor()
  await page.getByRole('button', { name: /^Blank the posts/ }).tap()
  await page.getByRole('button', { name: /^Blank the posts.*shown/ }).waitFor()
  expect(server.app.talk('small').state.posts.blanked).toBe(false)
})

test("[P18] black screen, join code, clock and end of the talk always show the server's state", async () => {
  const server = await startSmall()
  const { page } = await phoneOf(server)
  const { state } = server.app.talk('small')
  expect(state.screen.blanked).toBe(false)
  const black = page.getByRole('button', { name: /^Black screen/ })
  await black.tap()
  await page.locator('#black[aria-pressed=true]').waitFor()
  expect(server.app.talk('small').state.screen.blanked).toBe(true)
  await page.keyboard.press('b')
  await page.locator('#black[aria-pressed=false]').waitFor()

  await page.getByRole('button', { name: 'More' }).tap()
  await page.getByRole('button', { name: /^Join code/ }).tap()
  await page.getByRole('button', { name: /Join code.*on the stage now/ }).waitFor()
  expect(server.app.talk('small').state.screen.join).toBe(true)

  await page.getByRole('button', { name: 'End the talk' }).tap()
  await page.getByRole('button', { name: 'Cancel' }).tap()
  expect(server.app.talk('small').state.talk.over).toBe(false)
  await page.getByRole('button', { name: 'More' }).tap()
  await page.getByRole('button', { name: 'End the talk' }).tap()
  await page
    .getByRole('dialog', { name: 'End the talk?' })
    .getByRole('button', { name: 'End the talk' })
    .tap()
  await page.getByText('The talk is over').first().waitFor()
  await nextButton(page).tap({ force: true })
  await page.getByText('The talk is over. Reopen it under More').first().waitFor()
  expect(where(server)).toEqual(at(0))
  await page.getByRole('button', { name: 'More' }).tap()
  await page.getByRole('button', { name: 'Reopen the talk' }).tap()
  await page.getByRole('button', { name: 'Reopen', exact: true }).tap()
  await enabled(page)
})

test('[P19] a changed deck is replaced in place: new slides and notes on the same page', async () => {
  const server = await startSmall()
  const { page } = await phoneOf(server)
  await layout(page, 'Notes')
  await page.getByText('hello').waitFor()
  await server.save(DECK.replace('**hello**', 'goodbye').replace('## Last', '## Last\n---\n## More\n'))
  await page.getByText('goodbye').waitFor()
  await says(page, 'Slide 1 of 6')
})

test('[P20] with three hundred slides, only pictures near the screen are drawn', async () => {
  const many = Array.from({ length: 300 }, (_, i) => `## Slide ${i + 1}\n\nText`).join('\n\n---\n\n')
  const server = await startSmall(`---\ntitle: Many\n---\n${many}`)
  const { page } = await phoneOf(server)
  await layout(page, 'Overview')
  await page.waitForFunction(() =>
    Boolean(document.querySelector('.tile slide-picture')?.shadowRoot?.querySelector('section')),
  )
  const drawn = await page.evaluate(
    () =>
      [...document.querySelectorAll('.tile slide-picture')].filter((each) => each.shadowRoot?.firstChild)
        .length,
  )
  expect(drawn).toBeGreaterThan(3)
  expect(drawn).toBeLessThan(60)
})

test('[P21] a phone whose pairing has ended returns to the pairing page', async () => {
  const server = await startSmall()
  const { page, context } = await phoneOf(server, { ...PHONE, unstable: true } as typeof PHONE)
  await context.clearCookies()
  await context.setOffline(true)
  await page.locator('#link.live').waitFor({ state: 'detached' })
  await context.setOffline(false)
  await page.getByRole('heading', { name: 'Pair this phone' }).waitFor()
})

test('[P22] the remote can be added to the home screen: its manifest is valid, and its icons have the stated sizes', async () => {
  const server = await startSmall()
  const { page } = await phoneOf(server)
  const browser = await page.context().newCDPSession(page)
  const { errors, data, url } = await browser.send('Page.getAppManifest')
  expect(errors).toEqual([])
  const manifest = JSON.parse(data ?? '{}') as { start_url: string; icons: { src: string; sizes: string }[] }
  expect(new URL(manifest.start_url, url).href).toBe(`${server.url}/small/presenter`)
  expect(manifest.icons.length).toBeGreaterThanOrEqual(3)
  for (const { src, sizes } of manifest.icons) {
    const size = await page.evaluate(async (address) => {
      const image = new Image()
      image.src = address
      await image.decode()
      return `${image.naturalWidth}x${image.naturalHeight}`
    }, new URL(src, url).href)
    expect(size).toBe(sizes)
  }
})
