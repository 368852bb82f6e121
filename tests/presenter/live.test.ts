/** The talk's elements on the speaker's phone: live in the picture of the current slide, and nowhere else. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { seriousViolations } from '../support/axe.ts'
import { PHONE, present, visit } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { showNone, showSlide } from '../support/moves.ts'
import { startServer } from '../support/server.ts'

/** The phone's header and its sheets show these. */
const PHONE_CHANNELS = [
  'chatLimit',
  'hand',
  'spotlight',
  'pace',
  'reactions',
  'quiz',
  'questions',
  'poll',
  'people',
  'devices',
]

const loaded = (page: Page): Promise<string> =>
  page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .join(' '),
  )

/** The live elements on the page, with the id of their picture's container. Runs inside the page. */
function readLiving(): string[] {
  const pictures = [...document.querySelectorAll('slide-picture')]
  return pictures.flatMap((picture) =>
    [...(picture.shadowRoot?.querySelectorAll('[data-live]') ?? [])].map(
      (element) => `${picture.parentElement?.id} ${element.localName}`,
    ),
  )
}
const living = (page: Page) => expect.poll(() => page.evaluate(readLiving))

test('[E126] the current slide is live in its picture, as on the stage; previews and tiles are stills', async () => {
  const server = await startServer()
  await showNone(server)
  const { page } = await present(server)
  await page.getByRole('button', { name: 'Notes', exact: true }).tap()
  await living(page).toEqual([])
  expect(await loaded(page)).not.toMatch(/\/(live|live-\w+|map-\w+)-[\w-]{8}\./)

  await showSlide(server, 'live-chat')
  await living(page).toEqual(['current-picture live-chat'])
  const { page: ada } = await visit(server, `/${TALK}/demos/chat`, PHONE)
  await ada.getByRole('textbox', { name: 'Message' }).fill('hello speaker')
  await ada.getByRole('textbox', { name: 'Message' }).press('Enter')
  const chat = page.locator('#current-picture live-chat')
  await chat.locator('.chat-item').filter({ hasText: 'hello speaker' }).waitFor()
  // As large as on the stage, inside its box, and without controls.
  const shown = await chat.evaluate((element: HTMLElement) => {
    const picture = element.getRootNode() as ShadowRoot
    const box = element.getBoundingClientRect()
    const frame = picture.host.getBoundingClientRect()
    return {
      size: getComputedStyle(element).fontSize,
      inside: box.left >= frame.left && box.right <= frame.right && box.bottom <= frame.bottom,
      presses: element.querySelectorAll('button:not([hidden]), input').length,
    }
  })
  expect(shown).toEqual({ size: '32px', inside: true, presses: 0 })
  expect(await seriousViolations(page)).toEqual([])

  await showSlide(server, 'live-transport')
  await living(page).toEqual(['current-picture live-transport'])
  await expect
    .poll(() => page.locator('#current-picture [data-transport=websocket] .live-number').textContent())
    .toBe('2')
  expect(await page.locator('#current-picture live-transport button').count()).toBe(0)
})

test('[E126] while out of sight nothing runs, and afterwards everything is back', async () => {
  const server = await startServer()
  await showSlide(server, 'live-map')
  const { page } = await present(server)
  await page.getByRole('button', { name: 'Notes', exact: true }).tap()
  await living(page).toEqual(['current-picture live-map'])
  await page.locator('#current-picture live-map .map-said').first().waitFor()
  for (const layout of ['Clicker', 'Overview']) {
    await page.getByRole('button', { name: layout, exact: true }).tap()
    await living(page).toEqual([])
    await expect.poll(() => server.app.subscribed(TALK)).toEqual(PHONE_CHANNELS)
    await page.getByRole('button', { name: 'Notes', exact: true }).tap()
    await living(page).toEqual(['current-picture live-map'])
  }
  // The nodes are on the next slide.
  await showSlide(server, '#drawing')
  await living(page).toEqual([])
  await expect.poll(() => server.app.subscribed(TALK)).toEqual(PHONE_CHANNELS)
  // The keys still move the talk.
  await page.getByRole('button', { name: /^Next/ }).first().tap()
  await living(page).toEqual(['current-picture live-nodes'])
})
