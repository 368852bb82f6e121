/** What reveal.js decks contain besides text: clicks, links, headers and footers, automatic steps, pages, films. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join as under, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Position } from '../../protocol/position.ts'
import { startChromium } from '../support/chromium.ts'
import { connected, DESKTOP, follow, pairedStage, present, PHONE, PROJECTOR } from '../support/browsers.ts'
import { moveTo } from '../support/moves.ts'
import { join } from '../support/people.ts'
import { expectShown } from '../support/screens.ts'
import { startServer, temporaryFolder, type TestServer } from '../support/server.ts'

const at = (h: number, v = 0, f = -1): Position => ({ h, v, f })

async function serve(markdown: string): Promise<TestServer> {
  const folder = under(await temporaryFolder(), 'deck')
  await mkdir(folder)
  await writeFile(under(folder, 'deck.md'), markdown)
  return startServer({ deck: folder })
}

test('[B11] on the stage a summary unfolds and a picture opens, and the talk stays on its slide', async () => {
  const server = await startServer({ deck: 'tests/decks/clicks' })
  const page = await pairedStage(server, 'clicks')
  const { seq } = server.app.talk('clicks').state
  await page.getByText('More').click()
  await page.getByText('Unfolded words').waitFor()
  await page.getByRole('img', { name: 'A dot' }).click()
  const overlay = page.getByRole('dialog')
  await overlay.getByRole('img', { name: 'A dot' }).waitFor()
  await page.keyboard.press('Escape')
  await overlay.waitFor({ state: 'detached' })
  expect(server.app.talk('clicks').state.seq).toBe(seq)
  await page.getByRole('img', { name: 'A dot' }).click()
  await overlay.waitFor()
  await moveTo(server, at(1))
  await overlay.waitFor({ state: 'detached' })
})

test('[A13] a follower unfolds and enlarges only on their own screen; a remote page is a link to a new tab', async () => {
  const server = await startServer({ deck: 'tests/decks/clicks' })
  const { page } = await follow(server, '/clicks/', PHONE)
  await page.getByText('More').tap()
  await page.getByText('Unfolded words').waitFor()
  await page.getByRole('button', { name: 'A dot' }).focus()
  await page.keyboard.press('Enter')
  const overlay = page.getByRole('dialog')
  await overlay.getByRole('img', { name: 'A dot' }).waitFor()
  await overlay.getByRole('button', { name: 'Close' }).tap()
  await overlay.waitFor({ state: 'detached' })
  await page.getByText('Elsewhere').tap()
  const link = overlay.getByRole('link', { name: /elsewhere\.example/ })
  expect(await link.getAttribute('rel')).toBe('noopener noreferrer')
  expect(await link.getAttribute('target')).toBe('_blank')
  await page.keyboard.press('Escape')
  await expectShown(page, at(0))
})

test('[B12] on a paired stage, the controls inside slides move the talk as in reveal.js', async () => {
  const server = await startServer({ deck: 'tests/decks/clicks' })
  const page = await pairedStage(server, 'clicks')
  await page.getByRole('button', { name: 'On', exact: true }).click()
  await expectShown(page, at(1))
  await moveTo(server, at(2))
  const down = page.getByRole('button', { name: 'Down' })
  for (const to of [at(2, 0, 0), at(2, 0, 1), at(2, 1)]) {
    await down.click()
    await expectShown(page, to)
  }
  await page.getByRole('button', { name: 'Up' }).click()
  await expectShown(page, at(2, 0, 1))
  await moveTo(server, at(2, 1))
  await page.getByRole('button', { name: 'Left' }).click()
  await expectShown(page, at(1, 0, 1))
})

test('[A14] for a follower they browse, as far as the deck allows', async () => {
  const server = await startServer({ deck: 'tests/decks/clicks' })
  await moveTo(server, at(2, 1))
  const { page } = await follow(server, '/clicks/', DESKTOP)
  await page.getByRole('button', { name: 'Up', exact: true }).click()
  await expectShown(page, at(2, 0, 1))
  await page.getByRole('button', { name: 'Down', exact: true }).click()
  await expectShown(page, at(2, 1))
  await moveTo(server, at(0))
  await page.reload()
  await connected(page)
  await page.getByRole('button', { name: 'On', exact: true }).click()
  await expectShown(page, at(0))
  expect(server.app.talk('clicks').state.position).toEqual(at(0))
})

test('[D54] links between slides keep their step, by id, by stack and by numbers', async () => {
  const server = await startServer({ deck: 'tests/decks/clicks' })
  const page = await pairedStage(server, 'clicks')
  const { page: follower } = await follow(server, '/clicks/', DESKTOP)
  for (const [name, to] of [
    ['by id', at(1, 0, 1)],
    ['by stack', at(2, 0, 1)],
    ['by numbers', at(2, 0, 0)],
    ['too far', at(1, 0, 1)],
  ] as const) {
    await moveTo(server, at(3))
    await expectShown(page, at(3))
    await expectShown(follower, at(3))
    await follower.getByRole('link', { name }).click()
    await expectShown(follower, to)
    await follower.getByRole('button', { name: /live/i }).click()
    await page.getByRole('link', { name }).click()
    await expectShown(page, to)
  }
  await moveTo(server, at(3))
  await expectShown(page, at(3))
  await page.getByRole('link', { name: 'nowhere' }).click()
  expect(server.app.talk('clicks').state.position).toEqual(at(3))
})

/** What reveal.js itself writes and draws on each slide of the same sections. */
async function originalFurniture(format: string, sections: string): Promise<string[]> {
  const page = await (await startChromium()).newPage()
  await page.setContent(`<div class="reveal"><div class="slides">${sections}</div></div>`)
  await page.addScriptTag({ path: resolve('node_modules/reveal.js/dist/reveal.js') })
  const seen = await page.evaluate(async (slideNumber) => {
    interface Deck {
      initialize(options: object): Promise<void>
      next(): void
      isLastSlide(): boolean
    }
    const deck = (window as unknown as { Reveal: Deck }).Reveal
    await deck.initialize({ slideNumber, progress: true })
    const found: string[] = []
    for (let i = 0; i < 6; i++) {
      const number = document.querySelector('.slide-number')?.textContent?.replace(/\s+/g, '')
      const scale = document.querySelector<HTMLElement>('.progress span')?.style.transform ?? ''
      found.push(`${number} ${Number(/[\d.]+/.exec(scale)?.[0]).toFixed(3)}`)
      deck.next()
    }
    return found
  }, format)
  await page.close()
  return seen
}

const readFurniture = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const root = document.querySelector('#current-picture slide-picture')?.shadowRoot ?? document
    const number = root.querySelector('.slide-number')?.textContent?.replace(/\s+/g, '')
    const scale = root.querySelector<HTMLElement>('.progress span')?.style.transform ?? ''
    return `${number} ${Number(/[\d.]+/.exec(scale)?.[0]).toFixed(3)}`
  })

test('[D52] slide number and progress are those of reveal.js, on every screen', async () => {
  const server = await startServer({ deck: 'tests/decks/furniture' })
  const { page } = await follow(server, '/furniture/stage', PROJECTOR)
  const { page: audience } = await follow(server, '/furniture/', PHONE)
  const { page: phone } = await present(server, 'furniture')
  await phone.getByRole('button', { name: 'Notes', exact: true }).tap()
  const sections = await page.evaluate(async () => (await fetch('slides.html')).text())
  const theirs = await originalFurniture('c/t', sections)
  const places = [at(0), at(1), at(1, 1), at(1, 1, 0), at(2), at(3)]
  for (const [i, place] of places.entries()) {
    await moveTo(server, place)
    for (const screen of [page, audience, phone])
      await expect.poll(() => readFurniture(screen)).toBe(theirs[i])
  }
})

test.each(['h.v', 'h/v', 'c', 'c/t'])('[D52] the format %s is that of reveal.js', async (format) => {
  const server = await serve(
    `---\nrevealOptions:\n  slideNumber: '${format}'\n  progress: true\n---\n# A\n\n---\n# B\n\n--\n# C\n\n---\n# D`,
  )
  const { page } = await follow(server, '/deck/stage', PROJECTOR)
  const sections = await page.evaluate(async () => (await fetch('slides.html')).text())
  const theirs = await originalFurniture(format, sections)
  for (const [i, place] of [at(0), at(1), at(1, 1), at(2)].entries()) {
    await moveTo(server, place)
    await expect.poll(() => readFurniture(page)).toBe(theirs[i])
  }
})

test('[D51] content beside the slides is shown on every screen', async () => {
  const server = await startServer({ deck: 'tests/decks/furniture' })
  const stage = await follow(server, '/furniture/stage', PROJECTOR)
  const audience = await follow(server, '/furniture/', PHONE)
  for (const { page } of [stage, audience]) {
    for (const words of ['A brand', 'A footer']) {
      await page.getByText(words, { exact: true }).waitFor()
      expect(
        await page.getByText(words, { exact: true }).evaluate((e) => e.parentElement?.className),
      ).toMatch(/\breveal\b/)
    }
    expect(await page.content()).not.toContain('secret-of-the-author')
  }
  const brand = await stage.page.getByText('A brand', { exact: true }).boundingBox()
  expect(brand).toMatchObject({ x: 10, y: 10 })
  // It is fixed to the slides' area and does not cover the page's own bar.
  const foot = await audience.page.getByText('A footer', { exact: true }).boundingBox()
  const bar = await audience.page.locator('footer.bar').boundingBox()
  expect(foot!.y + foot!.height).toBeLessThanOrEqual(bar!.y)
  const { page: phone } = await present(server, 'furniture')
  await phone.getByRole('button', { name: 'Notes', exact: true }).tap()
  await phone.locator('#current-picture').getByText('A brand').waitFor()
})

test('[D53] a deck in Hebrew runs from right to left; [D55] the margin stays empty', async () => {
  const server = await startServer({ deck: 'tests/decks/furniture' })
  const page = await pairedStage(server, 'furniture', { viewport: { width: 1000, height: 600 } })
  const seen = await page.evaluate(() => {
    const slides = document.querySelector('.slides')!
    const { width, left } = slides.getBoundingClientRect()
    return { direction: getComputedStyle(slides).direction, width: Math.round(width), left: Math.round(left) }
  })
  expect(seen).toEqual({ direction: 'rtl', width: 900, left: 50 })
  await page.keyboard.press('ArrowLeft')
  await expectShown(page, at(1))
  await page.keyboard.press('ArrowRight')
  await expectShown(page, at(0))
})

const AUTO = `---
autoSlide: 700
---
# One

---
# Two

- step <!-- .element: class="fragment" data-autoslide="400" -->

---
# Three
`

test('[B13] a deck with autoSlide moves by itself, once however many stages are open', async () => {
  const server = await serve(AUTO)
  const watcher = await join(server, 'audience', { talk: 'deck' })
  const first = await pairedStage(server, 'deck')
  const second = await first.context().newPage()
  await second.goto(`${server.url}/deck/stage`)
  await watcher.sees(({ position }) => position?.h === 2)
  const places = watcher.patches.flatMap(([, channel, , , change]) =>
    channel === 'position' ? [change as Position] : [],
  )
  expect(places).toEqual([at(0), at(1), at(1, 0, 0), at(2)])
})

test('[B14] a manual move stops it, and the key a starts it again', async () => {
  const server = await serve(AUTO.replace('700', '1500'))
  const page = await pairedStage(server, 'deck')
  const last = (): number => server.app.talk('deck').state.seq
  for (const key of ['PageDown', 'PageUp']) {
    const before = last()
    await page.keyboard.press(key)
    await expect.poll(last).toBeGreaterThan(before)
  }
  await page.getByText('Automatic steps are off').waitFor()
  const seq = last()
  // A step that must not come cannot be awaited; it would have come after 1.5 s.
  await page.evaluate(() => new Promise((done) => setTimeout(done, 2500)))
  expect(last()).toBe(seq)
  await page.keyboard.press('a')
  await expect.poll(last).toBeGreaterThan(seq)
})

test('[D48] a page of the deck is framed without an origin, and nothing else of the folder is served', async () => {
  const server = await startServer({ deck: 'tests/decks/own-pages' })
  for (const path of ['/own-pages/', '/own-pages/stage']) {
    const visitor = await follow(server, path, DESKTOP)
    const frame = visitor.page.frameLocator('section.present iframe')
    await frame.getByText('cookie: unreadable; parent: unreadable; origin: null').waitFor()
    expect(await visitor.page.locator('iframe[src="own.html"]').getAttribute('sandbox')).toBe('allow-scripts')
    await moveTo(server, at(2))
    const behind = visitor.page.frameLocator('.slide-background.present iframe')
    await behind.getByText('origin: null').waitFor()
    await moveTo(server, at(0))
  }
  const page = await fetch(`${server.url}/own-pages/own.html`)
  expect(page.headers.get('content-security-policy')).toMatch(/^sandbox allow-scripts;/)
  expect((await fetch(`${server.url}/own-pages/unnamed.html`)).status).toBe(404)
  const paper = await fetch(`${server.url}/own-pages/paper.pdf`)
  expect(paper.headers.get('content-security-policy')).toBe("frame-ancestors 'self'")
})

test('[D48] a framed page cannot reach another host', async () => {
  const folder = under(await temporaryFolder(), 'deck')
  await mkdir(folder)
  await writeFile(under(folder, 'deck.md'), '# A\n\n<iframe src="spy.html"></iframe>')
  await writeFile(
    under(folder, 'spy.html'),
    `<p id="out"></p><script>
    addEventListener('securitypolicyviolation', (e) => (out.textContent += e.effectiveDirective + ' '))
    new Image().src = 'https://elsewhere.example/spy.png'
    fetch('https://elsewhere.example/spy').catch(() => {})
    </script>`,
  )
  const server = await startServer({ deck: folder })
  // Browsers log blocked requests as errors, so this page's console is not checked.
  const page = await (await startChromium()).newPage()
  await page.goto(`${server.url}/deck/`)
  const out = page.frameLocator('iframe').locator('#out')
  await expect
    .poll(async () => (await out.textContent())?.trim().split(' ').toSorted())
    .toEqual(['connect-src', 'img-src'])
  await page.close()
})

test('[D48] a deck that frames itself does not reveal its notes', async () => {
  const folder = under(await temporaryFolder(), 'deck')
  await mkdir(folder)
  const slides = '<section>A<iframe src="index.html"></iframe><aside class="notes">private</aside></section>'
  await writeFile(
    under(folder, 'index.html'),
    `<div class="reveal"><div class="slides">${slides}</div></div>`,
  )
  const server = await startServer({ deck: folder })
  const answer = await fetch(`${server.url}/deck/index.html`)
  expect([answer.status, (await answer.text()).includes('private')]).toEqual([404, false])
})

test('[D49] a page of another host is a card that opens in a new tab', async () => {
  const server = await startServer({ deck: 'tests/decks/own-pages' })
  const { page } = await follow(server, '/own-pages/', PHONE)
  await moveTo(server, at(1))
  const card = page.getByRole('link', { name: 'Elsewhere elsewhere.example' })
  await card.waitFor()
  expect(await card.getAttribute('href')).toBe('https://elsewhere.example/embed?x=1')
  expect(await card.getAttribute('rel')).toBe('noopener noreferrer')
  await moveTo(server, at(3))
  await page.getByRole('link', { name: 'elsewhere.example' }).last().waitFor()
})

test('[B15] films play on the stage; [A15] for a follower they play on request, without sound', async () => {
  const server = await startServer({ deck: 'tests/decks/films' })
  const { page: stage } = await follow(server, '/films/stage', PROJECTOR)
  const { page } = await follow(server, '/films/', PHONE)
  const playing = (where: Page, film: string): Promise<boolean | undefined> =>
    where.evaluate((selector) => {
      const video = document.querySelector<HTMLVideoElement>(selector)
      return video ? !video.paused : undefined
    }, film)
  const IN_SLIDE = 'section.present video'
  const BEHIND = '.slide-background.present video'
  await expect.poll(() => playing(stage, IN_SLIDE)).toBe(true)
  const film = page.locator(IN_SLIDE)
  expect(
    await film.evaluate((e: HTMLVideoElement) => [e.paused, e.muted, e.controls, e.preload, e.autoplay]),
  ).toEqual([true, true, true, 'none', false])
  await moveTo(server, at(1))
  await expect.poll(() => playing(stage, BEHIND)).toBe(true)
  const play = page.getByRole('button', { name: 'Play the film' })
  await play.waitFor()
  expect(await playing(page, BEHIND)).toBeUndefined()
  await play.tap()
  await expect.poll(() => playing(page, BEHIND)).toBe(true)
  expect(await page.locator(BEHIND).evaluate((e: HTMLVideoElement) => e.muted)).toBe(true)
  await moveTo(server, at(0))
  await play.waitFor({ state: 'detached' })
})
