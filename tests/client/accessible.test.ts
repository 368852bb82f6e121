/** Accessibility: axe-core finds no serious problem on any page, in both colour schemes. */
import { expect, test } from 'vitest'
import { BOUNCE_MS } from '../../presenter/taps/taps.ts'
import { seriousViolations } from '../support/axe.ts'
import { DESKTOP, follow, nextButton, PHONE, present, PROJECTOR, visit } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { showSlide } from '../support/moves.ts'
import { expectShown } from '../support/screens.ts'
import { startServer } from '../support/server.ts'

/** A slide of each kind: text, code, a table, a drawing, live elements. */
const SLIDES = [
  '#start',
  '#text',
  '#columns',
  '#table',
  '#drawing',
  '#polled',
  '#accept',
  '#frame',
  '#http',
  'live-phone',
]

test.each(['light', 'dark'] as const)(
  '[A8] [B8] [P23] axe-core finds no serious violation on the three pages, %s',
  async (colorScheme) => {
    const server = await startServer()
    const { page: phone } = await present(server, TALK, { ...PHONE, colorScheme })
    const { page: audience } = await follow(server, `/${TALK}/`, { ...PHONE, colorScheme })
    const { page: stage } = await follow(server, `/${TALK}/stage`, { ...PROJECTOR, colorScheme })
    for (const name of SLIDES) {
      const at = await showSlide(server, name)
      for (const page of [audience, stage]) {
        await expectShown(page, at)
        expect(await seriousViolations(page), name).toEqual([])
      }
    }
    for (const layout of ['Clicker', 'Notes', 'Overview']) {
      await phone.getByText(layout, { exact: true }).first().tap()
      expect(await seriousViolations(phone), layout).toEqual([])
    }
  },
)

test('[A8] axe-core finds no serious violation on the home, pairing and error pages', async () => {
  const server = await startServer()
  for (const path of ['/nothing-here', '/pair', `/${TALK}/presenter`]) {
    const { page, complaints } = await visit(server, path, DESKTOP)
    await page.getByRole('heading').first().waitFor()
    expect(await seriousViolations(page), path).toEqual([])
    // Chromium logs a page's own 404 or 401 as a console error.
    complaints.splice(0, Infinity, ...complaints.filter((each) => !each.includes('Failed to load resource')))
  }
})

test('[P11] the phone can be used with only a keyboard', async () => {
  const server = await startServer()
  const talk = server.app.talk(TALK)
  const { page } = await present(server, TALK, DESKTOP)
  await nextButton(page).focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => talk.state.position.h).toBe(1)
  await page.keyboard.press('b')
  await expect.poll(() => talk.state.screen.blanked).toBe(true)
  // Two presses within 80 ms count as a bounce, and the page does not show when that time has passed.
  await page.waitForTimeout(BOUNCE_MS)
  await page.keyboard.press('PageDown')
  await expect.poll(() => [talk.state.screen.blanked, talk.state.position.f]).toEqual([false, 0])
})
