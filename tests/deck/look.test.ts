/** The look oracle: small decks of common kinds, drawn by reveal.js and by Lectern's stage at 1280 × 720. */
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { findDecks } from '../../server/deck/load.ts'
import { REVEAL_THEMES, sheetsOfTheme } from '../../server/deck/themes.ts'
import { readLook, type Look } from './look-page.ts'
import { openOriginal } from './oracle-open.ts'
import { connected, follow, holdFiles, visit } from '../support/browsers.ts'
import { startChromium } from '../support/chromium.ts'
import { moveTo } from '../support/moves.ts'
import { startServer, temporaryFolder } from '../support/server.ts'

const DECKS = resolve(import.meta.dirname, '../decks')
const ASSETS = 'dist/client/assets'
const SIZE = { width: 1280, height: 720 }

async function original(name: string): Promise<Page> {
  const [source] = await findDecks(join(DECKS, name))
  const page = await openOriginal(source!)
  await page.waitForSelector('.reveal.ready')
  return page
}

/** A page of Lectern without its policy, so that the oracle can give both pages the same fonts. */
async function ours(name: string, path = 'stage', dark = false): Promise<Page> {
  const server = await startServer({ deck: join(DECKS, name) })
  const context = await (
    await startChromium()
  ).newContext({ viewport: SIZE, bypassCSP: true, colorScheme: dark ? 'dark' : 'light' })
  const page = await context.newPage()
  await page.goto(`${server.url}/${name}/${path}`)
  await page.waitForSelector('.reveal.ready')
  return page
}

test.each(['theme-linked', 'theme-old', 'theme-inline', 'theme-own', 'theme-front-matter'])(
  '[D34] %s: colours, fonts, boxes and texts are those of reveal.js, on a dark device, too',
  async (name) => {
    const pages = [await original(name), await ours(name, 'stage', true)] as const
    const [theirs, mine] = [await readLook(pages[0]), await readLook(pages[1])]
    await Promise.all(pages.map((page) => page.close()))
    expectSame(mine, theirs)
  },
)

/** Boxes may differ by a pixel, because the two pages scale their slides by different factors. */
function expectSame(mine: Look, theirs: Look): void {
  expect(mine.ground).toBe(theirs.ground)
  expect(mine.styles).toEqual(theirs.styles)
  expect(mine.boxes.map(({ name }) => name)).toEqual(theirs.boxes.map(({ name }) => name))
  const moved = mine.boxes.filter(({ box }, i) =>
    box.some((length, j) => Math.abs(length - (theirs.boxes[i]?.box[j] ?? Number.NaN)) > 1.5),
  )
  expect(moved).toEqual([])
}

test('[D34] a theme sends no request to another host, and its fonts never block rendering', async () => {
  const page = await ours('theme-linked', '')
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.reload()
  await page.waitForSelector('.reveal.ready')
  await page.evaluate(() => document.fonts.ready)
  const host = new URL(page.url()).host
  expect(asked.filter((url) => new URL(url).host !== host)).toEqual([])
  expect(asked.some((url) => url.endsWith('.woff2') && url.includes('lato'))).toBe(true)
  const display = await page.evaluate(() => [...document.fonts].map((face) => face.display))
  expect(new Set(display.filter((value) => value !== 'auto'))).toEqual(new Set(['swap']))
})

test.each(Object.keys(REVEAL_THEMES))(
  '[X11] the theme %s is small, names no other host, and its fonts never block rendering',
  async (theme) => {
    const files = await readdir(ASSETS)
    const sheets = sheetsOfTheme(theme).map((name) =>
      files.find((file) => new RegExp(`^deck-${name}-\\w{10}\\.css$`).test(file)),
    )
    const sizes = await Promise.all(sheets.map(async (file) => (await stat(`${ASSETS}/${file}.br`)).size))
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(10 * 1024)
    const css = (await Promise.all(sheets.map((file) => readFile(`${ASSETS}/${file}`, 'utf8')))).join('')
    expect(css).not.toMatch(/https?:|@import|data:/)
    for (const [face] of css.matchAll(/@font-face[^}]*}/g)) {
      expect(face).toContain('font-display: swap')
      expect(files).toContain(/url\("\/assets\/([^"]+\.woff2)"\)/.exec(face)?.[1])
    }
  },
)

test('[D62] with a theme of reveal.js, a poll and the questions touch no edge of the stage', async () => {
  const deck = join(await temporaryFolder(), 'talk.md')
  const poll = '<live-poll id="which">\n\nWhich one?\n\n- This one\n- That one\n- No one\n\n</live-poll>'
  const questions = '<live-questions></live-questions>'
  await writeFile(deck, `---\ntheme: black\n---\n## Poll\n\n${poll}\n\n---\n\n## Questions\n\n${questions}\n`)
  const server = await startServer({ deck })
  const { page } = await follow(server, '/talk/stage', { viewport: SIZE })
  for (const [h, name] of ['live-poll', 'live-questions'].entries()) {
    await moveTo(server, { h, v: 0, f: -1 })
    const element = page.locator(`.present ${name}[data-live]`)
    const edges = () =>
      element.evaluate((e) => {
        const { left, right, bottom } = e.getBoundingClientRect()
        return [Math.round(left), Math.round(right), bottom <= innerHeight]
      })
    await expect.poll(edges).toEqual([64, SIZE.width - 64, true])
  }
})

test("[D35] a deck's styles affect its slides as in reveal.js, and nothing else", async () => {
  const [theirs, stage] = [await original('scoped-css'), await ours('scoped-css')]
  const [expected, seen] = [await readLook(theirs), await readLook(stage)]
  expectSame(seen, expected)

  const page = await ours('scoped-css', '')
  // The last that comes by itself.
  await page.waitForSelector('.show > .reactions', { state: 'attached' })
  await page.waitForSelector('html[data-link=live]')
  const chrome = (): Promise<string[]> =>
    page.evaluate(() =>
      [...document.querySelectorAll('body, body > *, footer *, .show > :not(.reveal-viewport)')].map(
        (element) => {
          const { display, color, backgroundColor, letterSpacing, width, rotate } = getComputedStyle(element)
          return [element.tagName, display, color, backgroundColor, letterSpacing, width, rotate].join(' ')
        },
      ),
    )
  const dressed = await chrome()
  await page.evaluate(() => {
    for (const link of document.querySelectorAll('link[data-deck]')) link.remove()
  })
  expect(dressed).toEqual(await chrome())
  expect(await page.locator('button#live').isVisible()).toBe(true)
})

test('[D36] without a theme, pictures, table columns, drawings and boxes are laid out as in reveal.js', async () => {
  const pages = [await original('plain-look'), await ours('plain-look')] as const
  const [theirs, mine] = [await pages[0].evaluate(readPlaces), await pages[1].evaluate(readPlaces)]
  expect(mine).toEqual(theirs)
  // An element has the drawing's style only if the deck requested it with `#inline`.
  expect(await pages[1].locator('svg').first().getAttribute('data-drawing')).toBe(null)
})

/** Measures, in the page, what must not depend on the font. */
function readPlaces(): unknown {
  const all = [...document.querySelectorAll<HTMLElement>('.slides > section')]
  const of = (i: number, selector: string): HTMLElement[] => [
    ...all[i]!.querySelectorAll<HTMLElement>(selector),
  ]
  for (const slide of all) {
    slide.hidden = false
    slide.style.display = 'block'
  }
  const row = (elements: Element[]): unknown => {
    const boxes = elements.map((element) => element.getBoundingClientRect())
    const tops = boxes.map(({ top }) => Math.round(top - boxes[0]!.top))
    return { tops, onward: boxes.every((box, i) => i === 0 || box.left >= boxes[i - 1]!.right) }
  }
  const middle = (element: Element): number => {
    const range = document.createRange()
    range.selectNodeContents(element)
    const inside = range.getBoundingClientRect()
    const slide = element.closest('section')!.getBoundingClientRect()
    return Math.round(Math.abs((inside.left + inside.right - slide.left - slide.right) / 20))
  }
  const card = all[3]!
  return {
    logos: row(of(0, 'p img')),
    icon: getComputedStyle(of(0, 'h2 img')[0]!).display,
    words: of(0, 'p, h2').map(middle),
    columns: of(1, 'th, td').map((cell) => getComputedStyle(cell).textAlign.replace('-webkit-', '')),
    drawings: of(2, 'svg, svg *').map((part) => {
      const { fill, stroke, display, overflow } = getComputedStyle(part)
      return { fill, stroke, display, overflow }
    }),
    size: of(2, 'svg').map((svg) => svg.clientWidth),
    // As high as its text, and centred on the slide.
    box: [card.offsetHeight < 200, Math.round((card.offsetTop * 2 + card.offsetHeight) / 100)],
    boxColour: getComputedStyle(card).backgroundColor,
    width: card.offsetWidth,
  }
}

test('[D36] `r-fit-text` is as wide as its slide, also when its font comes late', async () => {
  const folder = join(await temporaryFolder(), 'fit')
  await mkdir(folder)
  await writeFile(join(folder, 'deck.md'), '<h2 class="r-fit-text">Fit to the slide</h2>\n')
  const server = await startServer({ deck: folder })
  const { page } = await visit(server, '/healthz', { viewport: SIZE })
  const release = await holdFiles(page, '**/*.woff2')
  await page.goto(`${server.url}/fit/`, { waitUntil: 'commit' })
  await connected(page)
  const share = (): Promise<number> =>
    page.locator('.r-fit-text').evaluate((text) => {
      const slide = text.parentElement!
      const { paddingLeft, paddingRight } = getComputedStyle(slide)
      return text.scrollWidth / (slide.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight))
    })
  const before = await share()
  release()
  await expect.poll(share).not.toBe(before)
  await expect.poll(share).toBeGreaterThan(0.97)
  expect(await share()).toBeLessThanOrEqual(1)
})
