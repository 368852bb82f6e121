/** Raised hands in real browsers. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { follow, PHONE, present, PROJECTOR } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { showNone, showSlide } from '../support/moves.ts'
import { startServer } from '../support/server.ts'

/** The bar below the slides has a button for it, too. */
const hand = (page: Page) => page.locator('live-hand')

test('[T40] [T41] [R30] [R31] [Y5] hands go up on every screen, are still up after a reload, and go down with the next slide', async () => {
  const server = await startServer()
  const talk = server.app.talk(TALK)
  await showSlide(server, 'live-hand')
  const { page: ada } = await follow(server, `/${TALK}/`, PHONE)
  const { page: bob } = await follow(server, `/${TALK}/`, PHONE)
  const { page: stage } = await follow(server, `/${TALK}/stage`, PROJECTOR)
  const { page: phone } = await present(server, TALK)
  await stage.getByText('No hands are up.').waitFor()
  expect(await stage.getByRole('button', { name: 'Raise your hand' }).count()).toBe(0)
  await hand(ada).getByRole('button', { name: 'Raise your hand' }).click()
  await hand(ada).getByRole('button', { name: 'Lower your hand' }).waitFor()
  // The bar shows it, too.
  await ada.locator('#room [data-part=hand][aria-pressed=true]').waitFor()
  for (const page of [ada, bob, stage]) await page.getByText('1 hand is up.').waitFor()
  await hand(bob).getByRole('button', { name: 'Raise your hand' }).click()
  for (const page of [ada, bob, stage]) await page.getByText('2 hands are up.').waitFor()
  await stage.reload()
  await stage.getByText('2 hands are up.').waitFor()
  // After a reload, the server tells the page that its hand is up.
  await ada.reload()
  await hand(ada).getByRole('button', { name: 'Lower your hand' }).waitFor()
  expect(talk.state.hand.count).toBe(2)
  await hand(ada).getByRole('button', { name: 'Lower your hand' }).click()
  for (const page of [ada, bob, stage]) await page.getByText('1 hand is up.').waitFor()
  await hand(ada).getByRole('button', { name: 'Raise your hand' }).waitFor()

  // The presenter sees the number in the header, and lowers all.
  await phone.getByText('1 hand', { exact: true }).waitFor()
  await phone.getByRole('button', { name: 'More' }).tap()
  await phone.getByRole('button', { name: /^Hands/ }).tap()
  await phone.getByRole('button', { name: 'Lower all hands' }).tap()
  for (const page of [ada, bob, stage]) await page.getByText('No hands are up.').waitFor()
  await hand(bob).getByRole('button', { name: 'Raise your hand' }).click()
  await stage.getByText('1 hand is up.').waitFor()

  await showNone(server)
  await showSlide(server, 'live-hand')
  for (const page of [ada, bob, stage]) await page.getByText('No hands are up.').waitFor()
  await hand(bob).getByRole('button', { name: 'Raise your hand' }).waitFor()
})
