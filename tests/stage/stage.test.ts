/** The stage in a real browser: who drives it and how, the join overlay, the black screen, a lost connection. */
import { expect, test } from 'vitest'
import { connected, follow, pairedStage, PHONE, PROJECTOR } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { expectShown } from '../support/screens.ts'
import { startServer } from '../support/server.ts'

const STAGE = `/${TALK}/stage`

test('[B2] keyboard and clicker keys drive the talk from a paired browser', async () => {
  const server = await startServer()
  const page = await pairedStage(server)
  const talk = server.app.talk(TALK)
  const last = talk.state.talk.outline.at(-1)
  await page.keyboard.press('PageDown')
  await expectShown(page, { h: 1, v: 0, f: -1 })
  await page.keyboard.press('PageUp')
  await expectShown(page, { h: 0, v: 0, f: -1 })
  await page.keyboard.press('End')
  await expectShown(page, { h: last?.h ?? 0, v: 0, f: -1 })
  await page.keyboard.press('Home')
  await expectShown(page, { h: 0, v: 0, f: -1 })
  await page.mouse.click(1200, 500)
  await expectShown(page, { h: 1, v: 0, f: -1 })
  await page.mouse.click(100, 500)
  await expectShown(page, { h: 0, v: 0, f: -1 })
})

test('[B4] a fast double press moves two steps', async () => {
  const server = await startServer()
  const page = await pairedStage(server)
  await page.keyboard.press('PageDown')
  await page.keyboard.press('PageDown')
  await expectShown(page, { h: 1, v: 0, f: 0 })
})

test('[B3] an unpaired stage moves nothing and says once how to pair it', async () => {
  const server = await startServer()
  const { page } = await follow(server, STAGE, PROJECTOR)
  await connected(page)
  const talk = server.app.talk(TALK)
  const { seq } = talk.state
  await page.keyboard.press('PageDown')
  const note = page.getByText('This browser is not paired: open the presenter link here to drive')
  await note.waitFor()
  await note.waitFor({ state: 'hidden' })
  await page.keyboard.press('PageDown')
  await page.keyboard.press('b')
  await page.keyboard.press('j')
  // The note would appear within a frame; one that must not appear cannot be awaited.
  await page.waitForTimeout(500)
  expect(await note.isVisible()).toBe(false)
  expect(talk.state.seq).toBe(seq)
})

test('[B5] the join overlay shows code, short address and the number of followers, and closes with the next move', async () => {
  const server = await startServer()
  const page = await pairedStage(server)
  await page.keyboard.press('j')
  const overlay = page.getByRole('region', { name: 'How to join' })
  await overlay.getByText(server.url.replace('http://', ''), { exact: true }).waitFor()
  const code = overlay.getByRole('img', { name: /QR/ })
  await expect.poll(() => code.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
  await follow(server, `/${TALK}/`, PHONE)
  await page.getByText('1 screen follows').waitFor()
  await page.keyboard.press('PageDown')
  await code.waitFor({ state: 'hidden' })
})

test('[B5] b or the full stop turns the screen black, and back', async () => {
  const server = await startServer()
  const page = await pairedStage(server)
  const talk = server.app.talk(TALK)
  const cover = page.locator('#cover')
  await page.keyboard.press('b')
  await cover.waitFor()
  expect(talk.state.screen.blanked).toBe(true)
  await page.keyboard.press('.')
  await cover.waitFor({ state: 'hidden' })
})

test('[B6] the cursor hides when idle, and reappears when it moves', async () => {
  const server = await startServer()
  const { page } = await follow(server, STAGE, PROJECTOR)
  const cursor = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).cursor)
  await page.mouse.move(300, 300)
  await expect.poll(cursor).toBe('auto')
  await expect.poll(cursor).toBe('none')
  await page.mouse.move(320, 320)
  await expect.poll(cursor).toBe('auto')
})

test('[B7] when the connection is lost, the slide stays, the corner says so, and no press is stored for later', async () => {
  const server = await startServer()
  const page = await pairedStage(server, TALK, { ...PROJECTOR, unstable: true })
  await page.keyboard.press('PageDown')
  await expectShown(page, { h: 1, v: 0, f: -1 })
  await page.context().setOffline(true)
  await page.getByText('No connection').waitFor()
  await page.keyboard.press('PageDown')
  // A stored press would be sent within 3 s; one that must not be sent cannot be awaited.
  await page.waitForTimeout(3500)
  await expectShown(page, { h: 1, v: 0, f: -1 })
  await page.context().setOffline(false)
  await page.getByText('No connection').waitFor({ state: 'hidden' })
  expect(server.app.talk(TALK).state.position).toEqual({ h: 1, v: 0, f: -1 })
})
