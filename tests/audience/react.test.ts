/** React in the room bar: reactions, and what a person says about the pace. */
import { expect, test } from 'vitest'
import { seriousViolations } from '../support/axe.ts'
import { follow, PHONE, present } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { showSlide } from '../support/moves.ts'
import { startServer } from '../support/server.ts'

test('[R11] [R20] [K4] from the bar a person says that they are lost, withdraws it, and reacts', async () => {
  const server = await startServer()
  const { page } = await follow(server, `/${TALK}/`, PHONE)
  const { page: phone } = await present(server)
  const line = () => phone.locator('#wishes').textContent()
  const open = () => page.getByRole('button', { name: 'React', exact: true }).tap()
  const lost = page.getByRole('button', { name: 'Lost me here' })
  const pressed = () => lost.getAttribute('aria-pressed')
  await open()
  await lost.tap()
  await page.getByText('The speaker sees it. Tap again to withdraw it.').waitFor()
  await expect.poll(line).toBe('1 lost')
  expect(await seriousViolations(page)).toEqual([])

  // The server knows it after a reload.
  await page.reload()
  await open()
  await expect.poll(pressed).toBe('true')
  await lost.tap()
  await page.getByText('Only the speaker and the moderators see this.').waitFor()
  await expect.poll(line).toBe('')
  await lost.tap()
  await expect.poll(pressed).toBe('true')
  await expect.poll(line).toBe('1 lost')

  // Another slide is another question.
  await showSlide(server, '#text')
  await expect.poll(pressed).toBe('false')
  expect(await line()).toBe('1 lost')

  await page.getByRole('button', { name: '👏', exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.getByText(/^Reactions: 👏 1/).waitFor({ state: 'attached' })
  // The dialog is above the page, and the reactions rise above the dialog.
  await page.locator('dialog[open] > .reactions').waitFor({ state: 'attached' })

  // While the host pauses the room, the dialog says so, and nothing can be sent.
  const dialog = page.getByRole('dialog', { name: 'React' })
  const paused = dialog.getByText('The speaker has paused the room.')
  await phone.getByRole('button', { name: 'Pause the room' }).tap()
  await paused.first().waitFor()
  await page.getByRole('button', { name: 'Slower' }).tap()
  await expect.poll(() => paused.count()).toBe(2)
  expect(server.app.talk(TALK).state.panic.on).toBe(true)
  expect(await seriousViolations(page)).toEqual([])
  await phone.getByRole('button', { name: 'Show it again' }).tap()
  await expect.poll(() => dialog.locator('.reaction-picker .problem').textContent()).toBe('')

  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.locator('.show .reactions').waitFor({ state: 'attached' })
  expect(await page.locator('#live').getAttribute('data-following')).toBe('true')
})
