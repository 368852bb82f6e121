/** A connection that dies silently: every page says so within 15 s, and reconnects when the network is back. */
import { expect, onTestFinished, test } from 'vitest'
import { enabled, follow, PHONE, present, PROJECTOR } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { expectShown } from '../support/screens.ts'
import { startServer } from '../support/server.ts'

/** Two missed heartbeats, plus the time to draw the message on a busy machine. */
const TOLD_WITHIN = { timeout: 16_000 }

test('[F13] phone, audience and stage say within 15 s that the connection is dead', async () => {
  let proxyUrl = ''
  const server = await startServer({ origin: () => proxyUrl })
  const proxy = await startFaultProxy(server.port)
  onTestFinished(proxy.close)
  proxyUrl = proxy.url
  const behind = { ...server, url: proxy.url }
  const phone = await present(behind, TALK, { ...PHONE, unstable: true })
  const guest = await follow(behind, `/${TALK}/`, { ...PHONE, unstable: true })
  const stage = await follow(behind, `/${TALK}/stage`, { ...PROJECTOR, unstable: true })
  proxy.set({ stalled: ['up', 'down'] })
  await Promise.all([
    phone.page.locator('#link', { hasText: /Reconnecting|No connection/ }).waitFor(TOLD_WITHIN),
    guest.page.locator('#link', { hasText: 'Reconnecting…' }).waitFor(TOLD_WITHIN),
    stage.page.locator('#note', { hasText: 'No connection' }).waitFor(TOLD_WITHIN),
  ])
  expect(server.app.talk(TALK).state.position.h).toBe(0)
  proxy.set({ stalled: [] })
  await enabled(phone.page)
  for (const { page } of [guest, stage]) {
    await page.locator('html[data-link=live]').waitFor()
    await expectShown(page, { h: 0, v: 0, f: -1 })
  }
})
