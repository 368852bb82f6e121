/** Real browsers for stories: a phone that presents, a projector, followers; each in a separate context. */
import type { BrowserContext, BrowserContextOptions, ConsoleMessage, Locator, Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import { BOUNCE_MS } from '../../presenter/taps/taps.ts'
import { startChromium } from './chromium.ts'
import { TALK } from './deck.ts'
import { teachReading } from './screens.ts'
import type { Place } from './people.ts'

export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  deviceScaleFactor: 2,
}
export const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 } }
export const PROJECTOR: BrowserContextOptions = { viewport: { width: 1920, height: 1080 } }

export interface Visitor {
  page: Page
  context: BrowserContext
  /** Console errors, policy violations and requests to other hosts, in order. */
  complaints: string[]
}

/** Matches what Chromium logs by itself when a story disconnects the network. */
const NETWORK = /net::ERR_|WebSocket connection to|Failed to load resource/
/** What Chromium logs when a page sends between the server's close and the event that tells the page about it. */
const CLOSING = /WebSocket is already in CLOSING or CLOSED state/

/** A page that leaves long-polling may still poll the session that its close has just ended; the server answers 400. */
function isLastPoll(message: ConsoleMessage): boolean {
  return message.text().includes('status of 400') && message.location().url.includes('transport=polling')
}

export interface VisitOptions extends BrowserContextOptions {
  /** The story disconnects the network, so the browser's own messages about it are expected. */
  unstable?: boolean
}

/** Opens an address of the server in a new context; the test fails at its end if the page reported errors. */
export async function visit(
  server: Pick<Place, 'url'>,
  path: string,
  options: VisitOptions = {},
): Promise<Visitor> {
  const { unstable = false, ...contextOptions } = options
  const browser = await startChromium()
  const context = await browser.newContext(contextOptions)
  // A time-out only for what hangs: on a busy machine, a page takes many times as long as alone.
  context.setDefaultTimeout(120_000)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    const text = message.text()
    if (message.type() !== 'error' || CLOSING.test(text) || isLastPoll(message)) return
    if (unstable && NETWORK.test(text)) return
    complaints.push(`console: ${text}`)
  })
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url())
    if (/^(https?|wss?):$/.test(protocol) && host !== new URL(server.url).host)
      complaints.push(`request: ${request.url()}`)
  })
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  onTestFinished(async () => {
    await context.close()
    expect(complaints, `${path} complained`).toEqual([])
  })
  await teachReading(page)
  await page.goto(server.url + path)
  return { page, context, complaints }
}

/** A follower's page, once it controls its slides. */
export async function follow(
  server: Pick<Place, 'url'>,
  path: string,
  options?: VisitOptions,
): Promise<Visitor> {
  const visitor = await visit(server, path, options)
  await visitor.page.waitForSelector('.reveal.ready')
  return visitor
}

/** Resolves when a page of slides is connected to the talk and takes keys, which it ignores before. */
export async function connected(page: Page): Promise<void> {
  await page.waitForSelector('html[data-ready][data-link=live]')
}

/** A stage in the browser of a paired presenter. */
export async function pairedStage(
  server: Place,
  talk = TALK,
  options: VisitOptions = PROJECTOR,
): Promise<Page> {
  const { page } = await follow(server, `/${talk}/stage`, options)
  const status = await page.evaluate(async (key) => {
    const headers = { 'content-type': 'application/json' }
    return (await fetch('/pair', { method: 'POST', headers, body: JSON.stringify({ key }) })).status
  }, server.key)
  expect(status).toBe(204)
  await page.reload()
  await connected(page)
  return page
}

/** The presenter's phone, paired with the link from the terminal. */
export async function present(server: Place, talk = TALK, options: VisitOptions = PHONE): Promise<Visitor> {
  const visitor = await visit(server, `/${talk}/presenter#key=${server.key}`, options)
  await nextButton(visitor.page).waitFor()
  await enabled(visitor.page)
  return visitor
}

export const nextButton = (page: Page) => page.getByRole('button', { name: /^Next/ }).first()
export const previousButton = (page: Page) => page.getByRole('button', { name: /^Previous/ }).first()

/** Taps like a thumb: never again within the time that the phone treats as a bounce (rule P4). */
export async function thumb(key: Locator): Promise<void> {
  await key.tap()
  // The phone measures the time between two touches, and the page cannot wait for a future touch.
  await key.page().waitForTimeout(BOUNCE_MS)
}

/** Resolves when the phone's buttons work. */
export async function enabled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const next = [...document.querySelectorAll('button')].find((each) =>
      each.textContent?.trim().startsWith('Next'),
    )
    return next !== undefined && !next.disabled && next.ariaDisabled !== 'true'
  })
}

/** Delays all requests for these files; the undo releases them. */
export async function holdFiles(page: Page, files: string): Promise<() => void> {
  let release = (): void => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  await page.route(files, async (route) => {
    await held
    await route.continue()
  })
  return release
}

/** Delays the code that takes over the slides, so that a page stays as first painted. */
export const holdSlideDeck = (page: Page) => holdFiles(page, '**/slide-deck-*.js')
