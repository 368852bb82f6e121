/** Pages that were asleep, connections that died silently, and networks that block WebSockets for a while. */
import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { slideIndex, type Position } from '../../protocol/position.ts'
import { openMemoryLog } from '../../server/log/memory.ts'
import { enabled, follow, nextButton, PHONE, present, thumb, visit } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.ts'
import { moveTo, showSlide } from '../support/moves.ts'
import { startNoUpgradeProxy } from '../support/no-upgrade-proxy.ts'
import { expectShown } from '../support/screens.ts'
import { startServer, type TestServer } from '../support/server.ts'

const at = (h: number) => ({ h, v: 0, f: -1 })

async function startBehindProxy(): Promise<TestServer & { proxy: FaultProxy }> {
  let proxyUrl = ''
  const server = await startServer({ origin: () => proxyUrl })
  const proxy = await startFaultProxy(server.port)
  onTestFinished(proxy.close)
  proxyUrl = proxy.url
  return { ...server, url: proxy.url, proxy }
}

interface Drawn {
  /** Next does not work. */
  off: boolean
  place: string
}

/** What the phone has drawn since it was hidden. */
async function watchDrawing(page: Page): Promise<() => Promise<Drawn[]>> {
  await page.evaluate(() => {
    const drawn: Drawn[] = []
    Object.assign(globalThis, { drawn })
    for (const away of ['freeze', 'visibilitychange'])
      document.addEventListener(away, () => void (drawn.length = 0))
    const now = (): Drawn => ({
      off: document.getElementById('next')?.ariaDisabled === 'true',
      place: document.getElementById('place-slide')?.textContent ?? '',
    })
    new MutationObserver(() => drawn.push(now())).observe(document.getElementById('phone')!, {
      attributes: true,
      characterData: true,
      childList: true,
      subtree: true,
    })
  })
  return () => page.evaluate(() => (globalThis as unknown as { drawn: Drawn[] }).drawn)
}

/** Every state of the link so far, without repetitions. */
async function hearLink(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const words: string[] = []
    Object.assign(globalThis, { words })
    const link = document.getElementById('link')!
    new MutationObserver(() => {
      const now = link.hidden ? '' : link.textContent.trim()
      if (now !== words.at(-1)) words.push(now)
    }).observe(link, { attributes: true, characterData: true, childList: true, subtree: true })
  })
  return () => page.evaluate(() => (globalThis as unknown as { words: string[] }).words)
}

/** What the phone says on this slide. */
function placeOf({ app }: TestServer, slide: Position): string {
  const { outline } = app.talk(TALK).state.talk
  return `Slide ${slideIndex(outline, slide) + 1} of ${outline.length}`
}

/** Whenever Next worked, the position was right; and in the end it worked. */
function expectHonest(drawn: Drawn[], place: string): void {
  expect(drawn.filter((each) => !each.off && each.place !== place)).toEqual([])
  expect(drawn.at(-1)).toEqual({ off: false, place })
}

test('[F9] [P6] [P32] frozen for 5 s while the talk moves: no key works before the position is right', async () => {
  const server = await startServer()
  const phone = await present(server)
  const guest = await follow(server, `/${TALK}/`, PHONE)
  const drawn = await watchDrawing(phone.page)
  const sessions = await Promise.all([phone, guest].map(({ context, page }) => context.newCDPSession(page)))
  await guest.page.evaluate(() => {
    const held = { longestMs: 0 }
    Object.assign(globalThis, { held })
    let last = performance.now()
    setInterval(() => {
      held.longestMs = Math.max(held.longestMs, performance.now() - last)
      last = performance.now()
    }, 100)
  })
  const tell = (name: string) =>
    Promise.all(
      [phone, guest].map(({ page }) => page.evaluate((is) => document.dispatchEvent(new Event(is)), name)),
    )
  await tell('freeze')
  // Headless Chromium never freezes a page, so the debugger pauses it.
  for (const each of sessions) {
    await each.send('Debugger.enable')
    const paused = new Promise((resolve) => each.once('Debugger.paused', resolve))
    await each.send('Debugger.pause')
    await paused
  }
  // Frozen for 5 s of real time, which a frozen page cannot measure.
  await new Promise((resolve) => setTimeout(resolve, 5000))
  const text = await showSlide(server, '#text')
  for (const each of sessions) await each.send('Debugger.disable')
  await tell('resume')
  // They were really paused.
  const heldMs = () =>
    guest.page.evaluate(() => (globalThis as unknown as { held: { longestMs: number } }).held.longestMs)
  await expect.poll(heldMs).toBeGreaterThan(4500)
  await expectShown(guest.page, text)
  await enabled(phone.page)
  expectHonest(await drawn(), placeOf(server, text))
  await thumb(nextButton(phone.page))
  await expectShown(guest.page, at(text.h + 1))
})

test('[F9] [P32] awake with a dead connection that looks open: checked within 2 s, then reconnected', async () => {
  const server = await startBehindProxy()
  const phone = await present(server, TALK, { ...PHONE, unstable: true })
  const guest = await follow(server, `/${TALK}/`, { ...PHONE, unstable: true })
  const drawn = await watchDrawing(phone.page)
  server.proxy.set({ stalled: ['up', 'down'] })
  const text = await showSlide(server, '#text')
  const wake = (page: Page) => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  const told = Promise.all([
    phone.page.locator('#link', { hasText: 'Checking…' }).waitFor(),
    guest.page.locator('#link', { hasText: 'Reconnecting…' }).waitFor(),
  ])
  await Promise.all([phone, guest].map(({ page }) => wake(page)))
  await told
  server.proxy.set({ stalled: [] })
  await expectShown(guest.page, text)
  await enabled(phone.page)
  expectHonest(await drawn(), placeOf(server, text))
})

test('[P30] after a lost connection, phone and follower reconnect at once', async () => {
  const server = await startBehindProxy()
  const phone = await present(server, TALK, { ...PHONE, unstable: true })
  const guest = await follow(server, `/${TALK}/`, { ...PHONE, unstable: true })
  const heard = await Promise.all([phone, guest].map(({ page }) => hearLink(page)))
  for (let h = 1; h <= 3; h++) {
    server.proxy.cut('rst')
    // A fast reconnect shows the message only for a moment.
    const cuts = (words: string[]): number => words.filter((each) => each.includes('Reconnecting…')).length
    for (const words of heard) await expect.poll(async () => cuts(await words())).toBe(h)
    await moveTo(server, at(h))
    await phone.page.locator('#link.live').waitFor()
    await guest.page.locator('#link').waitFor({ state: 'hidden' })
    await expectShown(guest.page, at(h))
    await enabled(phone.page)
  }
})

test('[P33] a connection that started with long-polling becomes a WebSocket when that is possible', async () => {
  const server = await startBehindProxy()
  const { page } = await visit(server, '/pair', { ...PHONE, unstable: true })
  server.proxy.set({ stripUpgrade: true })
  const sockets: { begunByPolling: boolean; heard: string[] }[] = []
  page.on('websocket', (socket) => {
    const heard: string[] = []
    sockets.push({ begunByPolling: socket.url().includes('sid='), heard })
    socket.on('framereceived', ({ payload }) => heard.push(String(payload)))
    // The first attempt did not get through; later ones do.
    socket.once('close', () => server.proxy.set({ stripUpgrade: false }))
  })
  await page.goto(`${server.url}/${TALK}/`)
  await page.locator('html[data-link=live]').waitFor()
  await expect.poll(() => sockets.map(({ begunByPolling }) => begunByPolling)).toEqual([false, true])
  await expect.poll(() => sockets[1]?.heard[0]).toBe('3probe')
  // The upgrade takes a moment, in which moves still arrive by long-polling.
  let moves = 0
  await expect
    .poll(async () => {
      const to = at(++moves % 4)
      await moveTo(server, to)
      await expectShown(page, to)
      return sockets[1]?.heard.some((frame) => frame.includes('"position"'))
    })
    .toBe(true)
})

test('[F8] [P33] long-polling spread over two nodes retries at a low rate, and a WebSocket ends it', async () => {
  const log = openMemoryLog()
  onTestFinished(() => log.close())
  let proxyUrl = ''
  const nodes = [
    await startServer({ log, origin: () => proxyUrl }),
    await startServer({ log, origin: () => proxyUrl }),
  ] as const
  const proxy = await startNoUpgradeProxy(nodes[0].port, nodes[1].port)
  proxyUrl = proxy.url
  const { page } = await visit(proxy, `/${TALK}/`, { ...PHONE, unstable: true })
  await page.waitForSelector('.reveal.ready')
  const loaded = proxy.passed
  await expect.poll(() => proxy.refused).toBeGreaterThanOrEqual(3)
  // Session ids of one node mean nothing to the other: a few requests per try, and no loop.
  expect(proxy.passed - loaded).toBeLessThanOrEqual(8 * proxy.refused)
  expect(await page.locator('html').getAttribute('data-link')).not.toBe('live')
  proxy.allowUpgrades()
  await page.locator('html[data-link=live]').waitFor()
  const text = await showSlide(nodes[1], '#text')
  await expectShown(page, text)
})
