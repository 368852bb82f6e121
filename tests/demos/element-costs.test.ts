/** The costs of live elements: bytes when they are loaded, and nothing while another slide shows. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ELEMENTS } from '../../demos/registry.ts'
import { LIVE_NAMES } from '../../protocol/live-names.ts'
import { DESKTOP, follow } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { showSlide } from '../support/moves.ts'
import { expectShown } from '../support/screens.ts'
import { startServer } from '../support/server.ts'

const DIST = 'dist/client'
const ASSETS = join(DIST, 'assets')
/**
 * In KB of brotli; every element that is not named here is an exhibit. `live-poll` loads each of its kinds only when it is
 * shown, and `live-questions` the dialog of moderators only when it is opened; this is the sum of all.
 */
const MOST: Record<string, number> = {
  'live-chat': 12,
  'live-map': 30,
  'live-phone': 8,
  'live-poll': 18,
  'live-questions': 10,
  'live-quiz': 7,
}
const EXHIBIT = 6

const files = await readdir(ASSETS)
const nameOf = (file: string): string => file.replace(/-[\w-]{8}\.(js|css)$/, '')

const AT_ONCE = /(?:\bfrom|\bimport)\s*["'`]\.\/([\w.-]+\.js)["'`]/g
const EVER = /(?:\bfrom|\bimport\(?)\s*["'`]\.\/([\w.-]+\.js)["'`]/g

/** These scripts, their imports, and the style sheets of each. */
async function needed(first: string[], imports: RegExp, except = new Set<string>()): Promise<Set<string>> {
  const found = new Set<string>()
  const open = [...first]
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (found.has(file) || except.has(file)) continue
    found.add(file)
    const text = await readFile(join(ASSETS, file), 'utf8')
    open.push(...[...text.matchAll(imports)].map(([, script = '']) => script))
    found.add(files.find((sheet) => sheet.endsWith('.css') && nameOf(sheet) === nameOf(file)) ?? file)
  }
  return found
}

test('[A27] the code of the audience page is at most 40 KB, and the rules of the features are not in it', async () => {
  const own = files.filter((file) => /^(audience|shared|slide-deck)-[\w-]{8}\.js$/.test(file))
  expect(own).toHaveLength(3)
  const sizes = await Promise.all(own.map((file) => stat(join(ASSETS, `${file}.br`))))
  expect(sizes.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(40 * 1024)
  const code = await Promise.all(own.map((file) => readFile(join(ASSETS, file), 'utf8')))
  expect(code.join('')).not.toContain('strictObject')
})

/** What the smallest page that shows an element loads anyway. */
async function pageHas(): Promise<Set<string>> {
  const html = await readFile(join(DIST, 'demos', 'index.html'), 'utf8')
  const scripts = [...html.matchAll(/\/assets\/([\w.-]+\.js)"/g)].map(([, script = '']) => script)
  return needed(scripts, AT_ONCE)
}

async function kilobytes(some: Iterable<string>): Promise<number> {
  const sizes = await Promise.all([...some].map((file) => stat(join(ASSETS, `${file}.br`))))
  return sizes.reduce((sum, { size }) => sum + size, 0) / 1024
}

test.each(Object.keys(ELEMENTS))(
  '[E128] [E25] [E59] [E118] %s is within its size limit, with everything that it loads',
  async (tag) => {
    const script = files.find((file) => file.endsWith('.js') && nameOf(file) === tag)
    expect(script).toBeDefined()
    const own = await needed([script ?? ''], EVER, await pageHas())
    expect([...own].map(nameOf)).toContain(tag)
    if (tag === 'live-map')
      expect([...own].map(nameOf)).toEqual(expect.arrayContaining(['map-us', 'map-world']))
    expect(await kilobytes(own)).toBeLessThanOrEqual(MOST[tag] ?? EXHIBIT)
  },
)

/** Records what code of the elements has scheduled in the browser and not ended. Runs inside the page. */
function noteWork(): void {
  const pending = new Set<string>()
  Object.assign(globalThis, { pending })
  const ours = (): boolean => /\/assets\/(live-|map-|parts|header-lines|chat-)/.test(new Error().stack ?? '')
  for (const [begin, end, once] of [
    ['setInterval', 'clearInterval', false],
    ['setTimeout', 'clearTimeout', true],
    ['requestAnimationFrame', 'cancelAnimationFrame', true],
  ] as const) {
    const [start, stop] = [globalThis[begin], globalThis[end]] as ((...given: unknown[]) => number)[]
    Object.assign(globalThis, {
      [begin]: (work: (...given: unknown[]) => void, ...rest: unknown[]) => {
        if (!ours()) return start?.(work, ...rest)
        const id = start?.(
          (...given: unknown[]) => {
            if (once) pending.delete(`${begin} ${id}`)
            work(...given)
          },
          ...rest,
        )
        pending.add(`${begin} ${id}`)
        return id
      },
      [end]: (id: unknown) => {
        pending.delete(`${begin} ${String(id)}`)
        return stop?.(id)
      },
    })
  }
}

test('[E129] after a tour of every element, none of them runs while another slide shows', async () => {
  const server = await startServer()
  const { page } = await follow(server, `/${TALK}/`, DESKTOP)
  await page.addInitScript(noteWork)
  await page.reload()
  await page.waitForSelector('.reveal.ready')
  // What the page itself is subscribed to, such as the room's reactions.
  await expectShown(page, await showSlide(server, '#text'))
  await expect.poll(() => server.app.subscribed(TALK)).toContain('bursts')
  const before = server.app.subscribed(TALK)
  for (const tag of LIVE_NAMES.filter((name) => name in ELEMENTS)) {
    await expectShown(page, await showSlide(server, tag))
    await page.locator(`section.present ${tag}[data-live]`).waitFor({ state: 'attached' })
  }
  const work = (): Promise<string[]> =>
    page.evaluate(() => [...(globalThis as unknown as { pending: Set<string> }).pending])
  // The last element is still running, which proves that the recording works.
  await showSlide(server, 'live-ping')
  await expect.poll(work).not.toEqual([])

  await expectShown(page, await showSlide(server, '#text'))
  await expect.poll(() => server.app.subscribed(TALK)).toEqual(before)
  expect(await work()).toEqual([])
  const moving = await page.evaluate(
    () =>
      document
        .getAnimations()
        .filter(({ effect }) => (effect as KeyframeEffect).target?.closest('[data-live]')).length,
  )
  expect(moving).toBe(0)
  expect(await page.locator('[data-live]').count()).toBe(0)
})
