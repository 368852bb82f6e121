/** The panic switch in real browsers: every screen loses what the audience wrote, and gets it back. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { seriousViolations } from '../support/axe.ts'
import { follow, nextButton, PHONE, present, PROJECTOR, thumb, visit } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { showSlide } from '../support/moves.ts'
import { startServer } from '../support/server.ts'

const CHAT = `/${TALK}/demos/chat`
const PAUSED = 'The speaker has paused the room’s messages.'

/** From now on, the page notes whether this text was on it at any time. */
const watchFor = (page: Page, text: string) =>
  page.evaluate((unwanted) => {
    const look = (): void => {
      if (document.body.innerText.includes(unwanted)) document.body.dataset['saw'] = unwanted
    }
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true })
  }, text)

const said = (page: Page, text: string) => page.locator('.chat-item').filter({ hasText: text })

test('[K1] [K2] [K3] [V8] one tap takes every message off every screen, the slides still move, and one tap brings them back', async () => {
  const server = await startServer()
  await showSlide(server, 'live-chat')
  const { page: phone } = await present(server)
  const { page: stage } = await follow(server, `/${TALK}/stage`, PROJECTOR)
  const { page: ada } = await visit(server, CHAT, PHONE)
  const { page: moderator } = await visit(server, `/${TALK}/presenter#key=${server.key}`)
  await nextButton(moderator).waitFor()
  await moderator.goto(server.url + CHAT)
  const message = ada.getByRole('textbox', { name: 'Message' })
  for (const text of ['something kind', 'something rude']) {
    await message.fill(text)
    await message.press('Enter')
    for (const page of [ada, stage, moderator]) await said(page, text).waitFor()
  }

  const pause = phone.getByRole('button', { name: 'Pause the room' })
  const box = await pause.boundingBox()
  expect(Math.min(box!.width, box!.height)).toBeGreaterThanOrEqual(44)
  await pause.tap()
  for (const page of [ada, stage]) {
    await page.getByText(PAUSED).waitFor()
    expect(await page.getByText(/something (kind|rude)/).allInnerTexts()).toEqual([])
  }
  const { page: late } = await visit(server, CHAT, PHONE)
  await late.getByText(PAUSED).waitFor()
  expect(await seriousViolations(late)).toEqual([])
  expect(await late.content()).not.toContain('something')

  // Meanwhile a moderator still sees the messages, and hides one.
  await said(moderator, 'something rude').getByRole('button', { name: /Hide/ }).click()
  await expect.poll(() => server.app.talk(TALK).state.chat.items.at(1)?.hidden).toBe(true)
  await phone.getByText('The room is paused: nobody sees').waitFor()
  expect(await seriousViolations(phone)).toEqual([])

  const { position } = server.app.talk(TALK).state
  await thumb(nextButton(phone))
  await expect.poll(() => server.app.talk(TALK).state.position).not.toEqual(position)
  await showSlide(server, 'live-chat')
  await stage.getByText(PAUSED).waitFor()

  const undo = phone.getByRole('button', { name: 'Show it again' })
  const undoBox = await undo.boundingBox()
  expect([undoBox?.x, undoBox?.y]).toEqual([box?.x, box?.y])
  const screens = [ada, stage, late]
  for (const page of screens) await watchFor(page, 'something rude')
  await undo.tap()
  for (const page of screens) {
    await said(page, 'something kind').waitFor()
    expect(await said(page, 'something rude').count()).toBe(0)
    // Also not for the time of a round trip.
    expect(await page.locator('body').getAttribute('data-saw')).toBeNull()
  }
})
