/** A browser returns to the talk's position: late, after an outage, and through a proxy without WebSockets. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Position } from '../../protocol/position.ts'
import {
  DESKTOP,
  enabled,
  follow,
  nextButton,
  PHONE,
  present,
  PROJECTOR,
  thumb,
} from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { moveTo, slideOf } from '../support/moves.ts'
import { startNoUpgradeProxy } from '../support/no-upgrade-proxy.ts'
import { expectShown } from '../support/screens.ts'
import { startServer, type TestServer } from '../support/server.ts'

/** The second of three steps. */
const secondStep = (server: TestServer): Position => ({ ...slideOf(server, '#steps'), f: 1 })

/** A mark that a reload would remove. */
async function mark(page: Page): Promise<() => Promise<void>> {
  await page.evaluate(() => Object.assign(globalThis, { notReloaded: true }))
  return async () => expect(await page.evaluate(() => 'notReloaded' in globalThis)).toBe(true)
}

test('[A2] [G5] a late joiner is on the current slide and step at once', async () => {
  const server = await startServer()
  const at = secondStep(server)
  await moveTo(server, at)
  const phone = await follow(server, `/${TALK}/`, PHONE)
  const stage = await follow(server, `/${TALK}/stage`, PROJECTOR)
  for (const { page } of [phone, stage]) {
    await expectShown(page, at)
  }
})

test('[A3] the current slide is in the HTML that the server sends', async () => {
  const server = await startServer()
  await moveTo(server, secondStep(server))
  const html = await (await fetch(`${server.url}/${TALK}/`)).text()
  const section = /<section[^>]*class="[^"]*\bpresent\b[\s\S]*?<\/section>/.exec(html)?.[0] ?? ''
  expect(section).toContain('The second step')
})

test('[A2] [G5] offline for 2 seconds: back by itself on the right step, without a reload', async () => {
  const server = await startServer()
  const { page, context } = await follow(server, `/${TALK}/`, { ...PHONE, unstable: true })
  const samePage = await mark(page)
  await context.setOffline(true)
  await page
    .getByText(/reconnecting|no connection|offline/i)
    .first()
    .waitFor()
  const at = secondStep(server)
  await moveTo(server, at)
  // The outage itself: 2 seconds.
  await page.waitForTimeout(2000)
  await context.setOffline(false)
  await expectShown(page, at)
  await samePage()
})

test('[A2] [G5] offline for 200 moves: back by itself on the right step, without a reload', async () => {
  const server = await startServer()
  const visitors = [
    await follow(server, `/${TALK}/`, { ...DESKTOP, unstable: true }),
    await follow(server, `/${TALK}/stage`, { ...PROJECTOR, unstable: true }),
  ]
  const same = await Promise.all(visitors.map(({ page }) => mark(page)))
  await Promise.all(visitors.map(({ context }) => context.setOffline(true)))
  for (let i = 0; i < 200; i++) await moveTo(server, { h: (i % 20) + 1, v: 0, f: -1 })
  const at = secondStep(server)
  await moveTo(server, at)
  await Promise.all(visitors.map(({ context }) => context.setOffline(false)))
  for (const { page } of visitors) await expectShown(page, at)
  for (const check of same) await check()
})

test('[G9] with a proxy that refuses WebSockets, everybody uses long-polling, and the talk works the same', async () => {
  let proxyUrl = ''
  const server = await startServer({ origin: () => proxyUrl })
  const proxy = await startNoUpgradeProxy(server.port)
  proxyUrl = proxy.url
  const behind = { ...server, url: proxy.url }
  const phone = await present(behind, TALK, { ...PHONE, unstable: true })
  const stage = await follow(behind, `/${TALK}/stage`, { ...PROJECTOR, unstable: true })
  const guest = await follow(behind, `/${TALK}/`, { ...DESKTOP, unstable: true })
  for (let i = 0; i < 8; i++) {
    await enabled(phone.page)
    await thumb(nextButton(phone.page))
    const moved = server.app.talk(TALK)
    // The first entry is the outline, the second the lease that the first tap takes.
    await expect.poll(() => moved.state.seq).toBe(i + 3)
    for (const { page } of [stage, guest]) await expectShown(page, moved.state.position)
  }
  expect(proxy.refused).toBeGreaterThanOrEqual(3)
})
