/** The moderator's page and the speaker's devices, in real browsers. */
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { seriousViolations } from '../support/axe.ts'
import {
  connected,
  DESKTOP,
  follow,
  nextButton,
  PHONE,
  present,
  PROJECTOR,
  thumb,
  visit,
} from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { showSlide } from '../support/moves.ts'
import type { TestServer } from '../support/server.ts'
import { startServer } from '../support/server.ts'

const CHAT = `/${TALK}/demos/chat`

const said = (page: Page, text: string) => page.locator('.chat-item').filter({ hasText: text })

/** Opens the Devices sheet and shows a code; returns the path of its link. */
async function codeFor(phone: Page, server: TestServer, word: string): Promise<string> {
  const asked = phone.waitForResponse('**/pair/once')
  await phone.getByRole('button', { name: 'More' }).tap()
  await phone.getByRole('button', { name: /^Devices/ }).tap()
  await phone.getByRole('button', { name: new RegExp(`^${word}`) }).tap()
  const { url } = (await (await asked).json()) as { url: string }
  await phone.getByRole('img', { name: /^Code for/ }).waitFor()
  await phone.getByRole('button', { name: 'Close' }).tap()
  return url.slice(server.url.length)
}

const isFocused = (element: Element): boolean => element === document.activeElement

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, to: Locator): Promise<void> {
  await to.waitFor()
  for (let presses = 0; presses < 200; presses++) {
    if (await to.evaluate(isFocused)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('Tab does not reach the element.')
}

test('[K30] [K50] [K11] [K10] a moderator’s laptop is paired by a code, hides a message for everybody with the keyboard, and drives nothing', async () => {
  const server = await startServer()
  await showSlide(server, 'live-chat')
  const { page: phone } = await present(server, TALK)
  const path = await codeFor(phone, server, 'Pair a moderator')
  expect(path).toMatch(new RegExp(`^/${TALK}/moderator#key=once`))
  const { page: laptop } = await visit(server, path, DESKTOP)
  await laptop.getByRole('heading', { name: 'Chat', exact: true }).first().waitFor()
  expect(laptop.url()).not.toContain('once')

  const { page: stage } = await follow(server, `/${TALK}/stage`, PROJECTOR)
  const { page: ada } = await visit(server, CHAT, PHONE)
  for (const text of ['a kind word', 'a rude word']) {
    await ada.getByRole('textbox', { name: 'Message' }).fill(text)
    await ada.getByRole('textbox', { name: 'Message' }).press('Enter')
    for (const page of [ada, stage, laptop]) await said(page, text).waitFor()
  }
  await said(laptop, 'a rude word').getByText('Word list').waitFor()
  expect(await laptop.getByText('Word list').count()).toBe(1)
  for (const page of [ada, stage]) expect(await page.getByText('Word list').count()).toBe(0)
  const hide = said(laptop, 'a rude word').getByRole('button', { name: /^Hide this message/ })
  await hide.focus()
  await laptop.keyboard.press('Enter')
  for (const page of [ada, stage]) await said(page, 'a rude word').waitFor({ state: 'detached' })
  const { page: late } = await visit(server, CHAT, PHONE)
  await said(late, 'a kind word').waitFor()
  expect(await said(late, 'a rude word').count()).toBe(0)

  // The panels of the other sheets work from here, too.
  const panel = laptop.getByRole('dialog', { name: 'Chat' })
  await panel.getByRole('button', { name: 'Closed' }).click()
  await ada.getByText('The chat is closed.').waitFor()
  await tabTo(laptop, laptop.getByRole('button', { name: 'Pause the room' }))
  await laptop.keyboard.press('Enter')
  await stage.getByText('The speaker has paused the room’s messages.').waitFor()
  // A moderator sees them all the time.
  expect(await said(laptop, 'a kind word').count()).toBe(1)
  for (const colorScheme of ['light', 'dark'] as const) {
    await laptop.emulateMedia({ colorScheme })
    expect(await seriousViolations(laptop), colorScheme).toEqual([])
  }
  const deck = await laptop.request.get(`${server.url}/${TALK}/presenter/deck.json`)
  expect(deck.status()).toBe(401)
  expect(await laptop.getByRole('button', { name: /^(Revoke|Rename|Pair )/ }).count()).toBe(0)
})

test('[K12] [K13] [K11] the phone pairs a stage, names it and ends its pairing; the stage then moves nothing', async () => {
  const server = await startServer()
  const { page: phone } = await present(server, TALK)
  const path = await codeFor(phone, server, 'Pair a stage')
  const { page: stage } = await follow(server, path, PROJECTOR)
  expect(stage.url()).not.toContain('key=')
  await stage.locator('html[data-link=live]').waitFor()
  await connected(stage)
  const { position } = server.app.talk(TALK).state
  await stage.keyboard.press('PageDown')
  await expect.poll(() => server.app.talk(TALK).state.position).not.toEqual(position)

  await phone.getByRole('button', { name: 'More' }).tap()
  await phone.getByRole('button', { name: /^Devices 2 paired, 2 connected/ }).tap()
  const row = phone.getByRole('listitem').filter({ hasText: 'Stage · connected' })
  expect(await seriousViolations(phone)).toEqual([])
  await row.getByRole('button', { name: /^Rename/ }).tap()
  await phone.getByRole('textbox', { name: 'Name of the device' }).fill('Hall 2 <b>')
  await phone.getByRole('button', { name: 'Save' }).tap()
  const named = phone.getByRole('listitem').filter({ hasText: 'Hall 2 <b>' })
  await named.getByRole('button', { name: 'Revoke Hall 2 <b>' }).tap()
  await phone.getByRole('button', { name: 'End the pairing' }).tap()
  await named.waitFor({ state: 'detached' })
  const at = server.app.talk(TALK).state.position
  await stage.keyboard.press('PageDown')
  await stage.getByText('This browser is not paired').waitFor()
  expect(server.app.talk(TALK).state.position).toEqual(at)
  await phone.getByRole('button', { name: 'Close' }).tap()
  await thumb(nextButton(phone))
  await expect.poll(() => server.app.talk(TALK).state.position).not.toEqual(at)
})

test('[K31] on a laptop, the presenter’s page shows slides, notes and the room’s panels side by side', async () => {
  const server = await startServer()
  await showSlide(server, 'live-chat')
  const { page } = await present(server, TALK, { viewport: { width: 1440, height: 900 } })
  const panel = page.getByRole('dialog', { name: 'Chat' })
  const parts = [
    '#current-picture slide-picture',
    '#next-picture slide-picture',
    '#notes',
    '#elapsed',
    '#next',
  ]
  for (const part of parts) await page.locator(part).waitFor()
  await panel.getByRole('button', { name: 'Closed' }).click()
  await expect.poll(() => server.app.talk(TALK).state.chatLimit.open).toBe(false)
  const boxes = await Promise.all(
    [...parts, '#panels'].map((part) => page.locator(part).first().boundingBox()),
  )
  for (const box of boxes) {
    expect(box!.x).toBeGreaterThanOrEqual(0)
    expect(box!.x + box!.width).toBeLessThanOrEqual(1440)
    expect(box!.y + box!.height).toBeLessThanOrEqual(900)
  }
  expect(await page.getByRole('button', { name: 'Clicker' }).isVisible()).toBe(false)

  // With a keyboard only: pause the room, show it again, and open the poll of the slide in its panel.
  await showSlide(server, 'live-poll')
  await tabTo(page, page.getByRole('button', { name: 'Pause the room' }))
  await page.keyboard.press('Enter')
  await page.getByText('The room is paused: nobody sees').waitFor()
  expect(await page.getByRole('button', { name: 'Show it again' }).evaluate(isFocused)).toBe(true)
  await tabTo(page, page.getByRole('button', { name: 'Open the poll' }))
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Close the poll' }).waitFor()
  expect(server.app.talk(TALK).state.poll.polls[0]?.open).toBe(true)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await seriousViolations(page), colorScheme).toEqual([])
  }
  // A narrow window is the phone's page again.
  await page.setViewportSize({ width: 800, height: 900 })
  await page.locator('#panels').waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: 'Clicker' }).waitFor()
})
