/** Raised hands in real browsers. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { follow, PHONE, present, PROJECTOR } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { showNone, showSlide } from '../support/moves.ts'
import { startServer } from '../support/server.ts'

/** The element's button; the room bar has another one. */
const onSlide = (page: Page, name: string) => page.locator('section.present').getByRole('button', { name })

test('[T40] [T41] [R30] [R31] hands go up on every screen, are still up after a reload, and go down with the next slide', async () => {
  const server = await startServer()
  const talk = server.app.talk(TALK)
  await showSlide(server, 'live-hand')
  const { page: ada } = await follow(server, `/${TALK}/`, PHONE)
  const { page: bob } = await follow(server, `/${TALK}/`, PHONE)
  const { page: stage } = await follow(server, `/${TALK}/stage`, PROJECTOR)
  const { page: phone } = await present(server, TALK)
  await stage.getByText('No hands are up.').waitFor()
  expect(await stage.getByRole('button', { name: 'Raise your hand' }).count()).toBe(0)
  await onSlide(ada, 'Raise your hand').click()
  await onSlide(ada, 'Lower your hand').waitFor()
  for (const page of [ada, bob, stage]) await page.getByText('1 hand is up.').waitFor()
  await onSlide(bob, 'Raise your hand').click()
  for (const page of [ada, bob, stage]) await page.getByText('2 hands are up.').waitFor()
  await stage.reload()
  await stage.getByText('2 hands are up.').waitFor()
  // After a reload, the server tells the page that its hand is up.
  await ada.reload()
  await onSlide(ada, 'Lower your hand').waitFor()
  expect(talk.state.hand.count).toBe(2)
  await onSlide(ada, 'Lower your hand').click()
  for (const page of [ada, bob, stage]) await page.getByText('1 hand is up.').waitFor()
  await onSlide(ada, 'Raise your hand').waitFor()

  // The presenter sees the number in the header, and lowers all.
  await expect.poll(() => phone.locator('#wishes').textContent()).toBe('1 hand')
  await phone.getByRole('button', { name: 'More' }).tap()
  await phone.getByRole('button', { name: /^Hands/ }).tap()
  await phone.getByRole('button', { name: 'Lower all hands' }).tap()
  for (const page of [ada, bob, stage]) await page.getByText('No hands are up.').waitFor()
  await onSlide(bob, 'Raise your hand').click()
  await stage.getByText('1 hand is up.').waitFor()

  await showNone(server)
  await showSlide(server, 'live-hand')
  for (const page of [ada, bob, stage]) await page.getByText('No hands are up.').waitFor()
  await onSlide(bob, 'Raise your hand').waitFor()

  // From the room bar, a hand is raised on any slide, and stays up on the next one.
  await showNone(server)
  const bar = ada.getByRole('group', { name: 'Take part' })
  await bar.getByRole('button', { name: 'Raise your hand' }).tap()
  await expect.poll(() => talk.state.hand.count).toBe(1)
  await showSlide(server, 'live-chat')
  await bar.getByRole('button', { name: 'Lower your hand' }).waitFor()
  expect(talk.state.hand.count).toBe(1)
  await bar.getByRole('button', { name: 'Lower your hand' }).tap()
  await expect.poll(() => talk.state.hand.count).toBe(0)
})
