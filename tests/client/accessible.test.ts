/** Accessibility: axe-core finds no serious problem on any page, in both colour schemes. */
import { expect, test } from 'vitest'
import { BOUNCE_MS } from '../../presenter/taps/taps.ts'
import { SERVER } from '../../protocol/role.ts'
import { seriousViolations } from '../support/axe.ts'
import { DESKTOP, follow, nextButton, PHONE, present, PROJECTOR, visit } from '../support/browsers.ts'
import { newIntentId } from '../support/people.ts'
import { startServer } from '../support/server.ts'

test.each(['light', 'dark'] as const)(
  '[A8] [B8] [P23] axe-core finds no serious violation on the three pages, %s',
  async (colorScheme) => {
    const server = await startServer()
    const { page: phone } = await present(server, 'sockets-and-lies', { ...PHONE, colorScheme })
    const { page: audience } = await follow(server, '/sockets-and-lies/', { ...PHONE, colorScheme })
    const { page: stage } = await follow(server, '/sockets-and-lies/stage', { ...PROJECTOR, colorScheme })
    const talk = server.app.talk('sockets-and-lies')
    // A slide of each kind: text, code, a table, a drawing, live elements.
    for (const h of [0, 4, 13, 17, 20, 21, 32, 35]) {
      await talk.append({ id: newIntentId(), type: 'position/goto', to: { h, v: 0, f: -1 } }, SERVER)
      for (const page of [audience, stage]) {
        await page.waitForFunction(
          (n) => document.querySelectorAll('.slides > section')[n]?.classList.contains('present'),
          h,
        )
        expect(await seriousViolations(page), `slide ${h + 1}`).toEqual([])
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
  for (const path of ['/nothing-here', '/pair', '/sockets-and-lies/presenter']) {
    const { page, complaints } = await visit(server, path, DESKTOP)
    await page.getByRole('heading').first().waitFor()
    expect(await seriousViolations(page), path).toEqual([])
    // Chromium logs a page's own 404 or 401 as a console error.
    complaints.splice(0, Infinity, ...complaints.filter((each) => !each.includes('Failed to load resource')))
  }
})

test('[P11] the phone can be used with only a keyboard', async () => {
  const server = await startServer()
  const talk = server.app.talk('sockets-and-lies')
  const { page } = await present(server, 'sockets-and-lies', DESKTOP)
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
