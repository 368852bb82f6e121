/** The stream of posts in real browsers: on its slide and its page, filtered, switched off, idle when hidden. */
import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { createPosts } from '../../server/feeds/hub.ts'
import type { Who } from '../../protocol/role.ts'
import type { Post } from '../../protocol/post.ts'
import { DESKTOP, follow, PHONE, PROJECTOR, visit } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { tapFeed } from '../support/feed-doubles.ts'
import { showNone, showSlide } from '../support/moves.ts'
import { newIntentId } from '../support/people.ts'
import { expectShown } from '../support/screens.ts'
import { startServer, type TestServer } from '../support/server.ts'

const STREAM = `/${TALK}/demos/stream`
const SPEAKER: Who = { role: 'presenter', paired: true, id: 'speaker' }

const AUSTIN = { place: 'Austin', longitude: -97.74, latitude: 30.27 }
const PARIS = { place: 'Paris', longitude: 2.35, latitude: 48.86 }

interface Tap {
  server: TestServer
  /** Resolves when the server reads the feed, which it does only while somebody watches. */
  open(): Promise<void>
  say(...posts: Partial<Post>[]): void
}

/** A server whose feed the test controls. */
async function startTap(): Promise<Tap> {
  const { feed, say } = tapFeed()
  const server = await startServer({ posts: createPosts({ feed }) })
  return {
    server,
    open: () => expect.poll(() => server.app.subscribed(TALK)).toContain('stream'),
    say,
  }
}

const showMap = (server: TestServer) => showSlide(server, 'live-map')

const blank = async (server: TestServer, blanked: boolean): Promise<void> => {
  const ack = await server.app.talk(TALK).append({ id: newIntentId(), type: 'posts/blank', blanked }, SPEAKER)
  expect(ack.ok).toBe(true)
}

const rows = (page: Page): Locator =>
  page.getByRole('log', { name: 'The latest posts' }).getByRole('listitem')
/** The list adds new posts once a second. */
const soon = (read: () => Promise<unknown>) => expect.poll(read)
const dots = (page: Page): Locator => page.locator('live-map .map-dot')

test('[E50] a post appears on the slide and on its own page: as a dot, with its place and text', async () => {
  const { server, open, say } = await startTap()
  await showMap(server)
  const { page: stage } = await follow(server, `/${TALK}/stage`, PROJECTOR)
  const { page: slide } = await follow(server, `/${TALK}/`, PHONE)
  const { page: alone } = await visit(server, STREAM, PHONE)
  const pages = [stage, slide, alone]
  await open()
  for (const page of pages) await page.locator('live-map[data-feed=live]').waitFor()
  say({ author: 'grace', text: 'Hello from Texas' })
  for (const page of pages) {
    await rows(page).filter({ hasText: 'Hello from Texas' }).filter({ hasText: 'grace' }).waitFor()
    await soon(() => dots(page).count()).toBe(1)
    await page.locator('.map-label').getByText('Austin').waitFor()
    await page.getByText('Live from Bluesky').waitFor()
    // Everything stays in its box, and no text is too small on a phone.
    const seen = await page.evaluate(() => {
      const map = document.querySelector('live-map')!
      const size = map.getBoundingClientRect().width / (map as HTMLElement).offsetWidth
      const words = map.querySelector('.map-said')!
      return {
        overflows: map.scrollHeight > map.clientHeight + 1 || map.scrollWidth > map.clientWidth + 1,
        text: parseFloat(getComputedStyle(words).fontSize) * size,
        hidden: map.querySelector('.map-chart')!.getAttribute('aria-hidden'),
        summary: map.querySelector('.visually-hidden')!.textContent,
      }
    })
    expect(seen).toMatchObject({ overflows: false, hidden: 'true' })
    expect(seen.text).toBeGreaterThanOrEqual(16)
    expect(seen.summary).toMatch(/^0\.1 posts a second, newest from Austin\.$/)
  }
  const link = stage.getByRole('link', { name: 'Right Here' })
  expect(await link.evaluate((each: HTMLAnchorElement) => each.href)).toBe(server.url + STREAM)
})

test('[E51] a place abroad is only on the map of the world', async () => {
  const { server, open, say } = await startTap()
  const { page } = await visit(server, STREAM, PHONE)
  await open()
  say(AUSTIN, PARIS)
  await rows(page).nth(1).waitFor()
  await soon(() => dots(page).count()).toBe(1)
  await page.getByRole('button', { name: 'World' }).tap()
  await soon(() => dots(page).count()).toBe(2)
  expect(await page.getByRole('button', { name: 'World' }).getAttribute('aria-pressed')).toBe('true')
  await page.getByRole('button', { name: 'USA' }).tap()
  await soon(() => dots(page).count()).toBe(1)
})

test('[E53] a word leaves only the posts that contain it, and marks it', async () => {
  const { server, open, say } = await startTap()
  const { page } = await visit(server, STREAM, DESKTOP)
  await open()
  say({ text: 'The first Snow' }, { text: 'Rain (again)' })
  await rows(page).nth(1).waitFor()
  await page.getByRole('searchbox', { name: 'Only posts with this word' }).fill('snow')
  await soon(() => rows(page).count()).toBe(1)
  expect(await page.locator('live-map mark').allTextContents()).toEqual(['Snow'])
  await soon(() => page.locator('.map-dot:visible').count()).toBe(1)
  say({ text: 'more rain' }, { text: 'snow again' })
  await soon(() => rows(page).count()).toBe(2)
  await page.getByRole('searchbox').fill('(again')
  await soon(() => rows(page).count()).toBe(1)
  await page.getByRole('searchbox').fill('sunshine')
  await page.getByText('No post with “sunshine” yet.').waitFor()
  await page.getByRole('searchbox').fill('')
  await soon(() => rows(page).count()).toBe(4)
})

test('[E53] pause freezes everything, and adds the missed posts afterwards', async () => {
  const { server, open, say } = await startTap()
  const { page } = await visit(server, STREAM, DESKTOP)
  await open()
  say({})
  await rows(page).first().waitFor()
  await page.getByRole('button', { name: 'Pause' }).click()
  say({}, {})
  await soon(() => page.locator('.map-rate').textContent()).toBe('0.3')
  expect(await rows(page).count()).toBe(1)
  expect(await dots(page).count()).toBe(1)
  await page.getByRole('button', { name: 'Continue' }).click()
  await soon(() => rows(page).count()).toBe(3)
  expect(await dots(page).count()).toBe(3)
})

test('[E52] when the speaker switches it off, every post disappears at once; a lost connection is shown', async () => {
  const { server, open, say } = await startTap()
  const { page } = await visit(server, STREAM, { ...PHONE, unstable: true })
  await open()
  say({ text: 'something rude' })
  await rows(page).first().waitFor()
  await blank(server, true)
  await page.getByText('No posts now: the stream is switched off.').waitFor()
  expect(await rows(page).count()).toBe(0)
  expect(await dots(page).count()).toBe(0)
  expect(await page.content()).not.toContain('rude')
  await blank(server, false)
  await page.getByText('Live from Bluesky').waitFor()
  say({ text: 'something kind' })
  await rows(page).filter({ hasText: 'something kind' }).waitFor()
  await page.context().setOffline(true)
  await page.getByText('No connection: these are the last posts').waitFor()
  expect(await rows(page).count()).toBeGreaterThan(0)
  await page.context().setOffline(false)
  await page.getByText('Live from Bluesky').waitFor()
})

test('[E54] a hundred posts a second: few elements, one frame per tick', async () => {
  const { server, open, say } = await startTap()
  const { page } = await visit(server, STREAM, DESKTOP)
  await page.addInitScript(countCalls)
  await page.reload()
  await open()
  say({})
  await rows(page).first().waitFor()
  const before = await calls(page)
  const beganAt = Date.now()
  for (let i = 0; i < 20; i++) {
    say(...Array.from({ length: 20 }, (_, n) => ({ longitude: -120 + n * 2, latitude: 32 + (i % 12) })))
    // A stream is posts over time: a hundred a second.
    await page.waitForTimeout(200)
  }
  const seconds = (Date.now() - beganAt) / 1000
  expect(await page.locator('.map-rate').textContent()).toMatch(/^\d\d/)
  expect(await dots(page).count()).toBe(150)
  expect(await rows(page).count()).toBeLessThanOrEqual(20)
  // Four ticks a second, and the clock.
  const after = await calls(page)
  expect((after.requestAnimationFrame - before.requestAnimationFrame) / seconds).toBeLessThan(6)
  expect(after.setInterval).toBe(before.setInterval)
  // At this rate, posts are not announced one by one.
  expect(await page.getByRole('log').getAttribute('aria-live')).toBe('off')
})

test('[E55] on another slide nothing is watched and nothing runs; back on it, the choice is kept', async () => {
  const { server, open, say } = await startTap()
  await showMap(server)
  const { page } = await follow(server, `/${TALK}/`, DESKTOP)
  await page.addInitScript(countCalls)
  await page.reload()
  await open()
  await page.getByRole('button', { name: 'World' }).click()
  say({})
  await rows(page).first().waitFor()
  await showNone(server)
  await expect.poll(() => server.app.subscribed(TALK)).not.toContain('stream')
  await page.locator('live-map:not([data-live])').waitFor({ state: 'attached' })
  expect(await page.locator('live-map svg .wire').count()).toBeGreaterThan(0)
  const before = await calls(page)
  expect(before.running).toBe(0)
  say({}, {})
  // Longer than the map's own timer.
  await page.waitForTimeout(1500)
  expect(await calls(page)).toEqual(before)
  await showMap(server)
  await open()
  await rows(page).first().waitFor()
  expect(await page.getByRole('button', { name: 'World' }).getAttribute('aria-pressed')).toBe('true')
})

test('[E56] hostile posts stay text, in their box, and nothing runs', async () => {
  const { server, open, say } = await startTap()
  const { page } = await visit(server, STREAM, { ...PHONE, viewport: { width: 320, height: 568 } })
  await open()
  const hostile = [
    '<img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    '"><svg onload=alert(1)>',
    'W'.repeat(10_000),
    '﷽'.repeat(60),
    `Z${'\u0301\u0336\u0489'.repeat(100)}algo`,
    '\u202eevil\u202c reversed',
    'שלום <b>עולם</b> abc',
    '</li></ol></main><h1>out</h1>',
    '\u200b\u2066\u{e0041}',
    '$& $1 {{7*7}} %00',
  ]
  for (const text of hostile) {
    say({ text, author: text, place: text })
    // One tick each, because posts that do not fit into a tick are dropped, and the page does not show the end of a
    // tick.
    await page.waitForTimeout(300)
  }
  await page.getByRole('log').getByText('{{7*7}}').first().waitFor()
  await page.getByRole('searchbox').fill('<')
  await page.locator('live-map mark').first().waitFor()
  await page.getByRole('searchbox').fill('')
  await rows(page).nth(8).waitFor()
  const found = await page.evaluate(() => {
    const map = document.querySelector('live-map')!
    const log = map.querySelector('.map-log')!
    return {
      made: map.querySelectorAll('img, script, svg svg, .map-side svg, .map-side h1, .map-said b').length,
      wide: document.documentElement.scrollWidth > innerWidth,
      sideways: log.scrollWidth > log.clientWidth + 1,
      tallest: Math.max(...[...map.querySelectorAll<HTMLElement>('li')].map((each) => each.offsetHeight)),
      label: map.querySelector('.map-label span')!.getBoundingClientRect().width,
    }
  })
  expect(found).toMatchObject({ made: 0, wide: false, sideways: false })
  expect(found.tallest).toBeLessThan(200)
  expect(found.label).toBeLessThan(200)
})

test('[E57] axe-core finds no serious problem; with reduced motion the dots do not move', async () => {
  const { server, open, say } = await startTap()
  const axe = await readFile('node_modules/axe-core/axe.min.js', 'utf8')
  await showMap(server)
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page: alone } = await visit(server, STREAM, { ...PHONE, colorScheme, reducedMotion: 'reduce' })
    const { page: stage } = await follow(server, `/${TALK}/stage`, { ...PROJECTOR, colorScheme })
    await open()
    say({ text: `in ${colorScheme}` })
    for (const page of [alone, stage]) {
      await rows(page).first().waitFor()
      await page.evaluate(axe)
      const violations = await page.evaluate(async () => {
        const { axe: tool } = globalThis as unknown as {
          axe: { run(root: string): Promise<{ violations: { id: string; impact: string }[] }> }
        }
        return (await tool.run('live-map')).violations
      })
      expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
    }
    const moving = await alone.evaluate(
      () => document.querySelector('live-map')!.getAnimations({ subtree: true }).length,
    )
    expect(moving).toBe(0)
    expect(await dots(alone).first().isVisible()).toBe(true)
  }
})

test('[E58] keys on its buttons do not move the slides', async () => {
  const { server, open } = await startTap()
  await showMap(server)
  const { page } = await follow(server, `/${TALK}/stage`, PROJECTOR)
  await open()
  const world = page.getByRole('button', { name: 'World' })
  await world.focus()
  await page.keyboard.press(' ')
  await expect.poll(() => world.getAttribute('aria-pressed')).toBe('true')
  expect(await page.getByText('This browser is not paired').isVisible()).toBe(false)
})

test('[E52] a map that cannot be loaded says so in its place, and the slides continue', async () => {
  const { server } = await startTap()
  const { page } = await follow(server, `/${TALK}/`, { ...PHONE, unstable: true })
  await page.route(/map-us/, (route) => route.abort())
  await showMap(server)
  await page.getByText('This demo has stopped. The talk continues.').waitFor()
  const table = await showSlide(server, '#table')
  await expect.poll(() => server.app.subscribed(TALK)).not.toContain('stream')
  await expectShown(page, table)
})

interface Calls {
  requestAnimationFrame: number
  setInterval: number
  setTimeout: number
  /** Intervals that the map has started and not ended. */
  running: number
}

/** Counts what the map's own code schedules in the browser. Runs inside the page. */
function countCalls(): void {
  const counted = { requestAnimationFrame: 0, setInterval: 0, setTimeout: 0, running: 0 }
  Object.assign(globalThis, { counted })
  const running = new Set<unknown>()
  for (const name of ['requestAnimationFrame', 'setInterval', 'setTimeout'] as const) {
    const real = globalThis[name] as (...given: unknown[]) => number
    Object.assign(globalThis, {
      [name]: (...given: unknown[]) => {
        const id = real(...given)
        if (new Error().stack?.includes('/live-map')) {
          counted[name] += 1
          if (name === 'setInterval') counted.running = running.add(id).size
        }
        return id
      },
    })
  }
  const end = globalThis.clearInterval
  globalThis.clearInterval = (id) => {
    running.delete(id)
    counted.running = running.size
    end(id)
  }
}

async function calls(page: Page): Promise<Calls> {
  return page.evaluate(() => ({ ...(globalThis as unknown as { counted: Calls }).counted }))
}
