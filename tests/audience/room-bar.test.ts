/** The room bar of the audience's page: its buttons, on screens of every size. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SERVER } from '../../protocol/role.ts'
import { connected, follow, PHONE, visit } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { newIntentId } from '../support/people.ts'
import { startServer, temporaryFolder } from '../support/server.ts'

const PATH = `/${TALK}/`

test.each([
  ['the smallest phone', 320, 568],
  ['a phone', 393, 659],
  ['a phone in landscape', 568, 320],
  ['a larger phone in landscape', 852, 393],
  ['a laptop', 1280, 800],
])('[Y4] on %s every button is large enough, and no slide is behind the bar', async (_, width, height) => {
  const server = await startServer()
  const { page } = await follow(server, PATH, { viewport: { width, height }, hasTouch: true })
  const found = await page.evaluate(() => {
    const boxOf = (selector: string): DOMRect | undefined =>
      document.querySelector(selector)?.getBoundingClientRect()
    const buttons = [...document.querySelectorAll<HTMLElement>('.bar :is(button, summary)')].filter(
      (button) => button.offsetParent !== null && !button.closest('.panel'),
    )
    const boxes = buttons.map((button) => button.getBoundingClientRect())
    const [bar, show] = [boxOf('.bar'), boxOf('.show')]
    return {
      small: boxes.filter((box) => box.width < 44 || box.height < 44).length,
      outside: boxes.filter(
        ({ left, right, top, bottom }) =>
          left < 0 || top < 0 || right > innerWidth + 0.5 || bottom > innerHeight + 0.5,
      ).length,
      overlaps: boxes.filter((a, i) =>
        boxes.some(
          (b, j) =>
            j > i &&
            a.left < b.right - 1 &&
            b.left < a.right - 1 &&
            a.top < b.bottom - 1 &&
            b.top < a.bottom - 1,
        ),
      ).length,
      behind: bar && show ? show.bottom > bar.top + 1 && show.right > bar.left + 1 : true,
      scrolls: document.documentElement.scrollWidth > innerWidth,
    }
  })
  expect(found).toEqual({ small: 0, outside: 0, overlaps: 0, behind: false, scrolls: false })
})

test('[Y4] [Y6] what Ask opens comes after the page follows, so that it works without a connection from the first press', async () => {
  const server = await startServer()
  // The page complains about the lost connection.
  const { page, context } = await visit(server, '/', { ...PHONE, unstable: true })
  // The wait is random, up to ten seconds.
  await page.addInitScript(() => (Math.random = () => 0))
  await page.goto(server.url + PATH)
  await connected(page)
  const html = await (await fetch(server.url + PATH)).text()
  expect(html).not.toMatch(/live-questions-|outbox|\/ask-/)
  await page.waitForSelector('html[data-parts=loaded]', { state: 'attached' })
  await context.setOffline(true)
  await page.waitForSelector('html[data-link=reconnecting]', { state: 'attached' })
  await page.locator('#room [data-part=ask]').click()
  const dialog = page.getByRole('dialog', { name: 'Questions' })
  await dialog.getByRole('textbox', { name: 'Your question' }).fill('Does this work offline?')
  await dialog.getByRole('button', { name: 'Ask', exact: true }).click()
  await dialog.getByText('Not sent yet: it is sent when there is a connection.').waitFor()
  await context.setOffline(false)
  await expect.poll(() => server.app.talk(TALK).state.questions.items.at(0)?.text).toMatch(/offline/)
})

test('[Y5] a hand goes up and down on any slide, and is still up after a reload', async () => {
  const server = await startServer()
  const talk = server.app.talk(TALK)
  const { page } = await follow(server, PATH, PHONE)
  await connected(page)
  await page.getByRole('button', { name: 'Raise your hand' }).click()
  await page.getByRole('button', { name: 'Lower your hand', pressed: true }).waitFor()
  await expect.poll(() => talk.state.hand.count).toBe(1)
  await page.reload()
  await page.getByRole('button', { name: 'Lower your hand', pressed: true }).waitFor()
  // The speaker has seen it.
  expect(await talk.append({ id: newIntentId(), type: 'hand/lower-all' }, SERVER)).toMatchObject({ ok: true })
  await page.getByRole('button', { name: 'Raise your hand' }).waitFor()
  await page.getByRole('button', { name: 'Raise your hand' }).click()
  await page.getByRole('button', { name: 'Lower your hand' }).click()
  await page.getByRole('button', { name: 'Raise your hand' }).waitFor()
  await expect.poll(() => talk.state.hand.count).toBe(0)
})

test('[Y4] a deck can switch the bar off', async () => {
  const deck = join(await temporaryFolder(), 'silent')
  await mkdir(deck)
  await writeFile(join(deck, 'deck.md'), '---\nparticipation: false\n---\n\n# Quiet\n')
  const server = await startServer({ deck })
  const { page } = await follow(server, '/silent/', PHONE)
  await page.locator('#room').waitFor({ state: 'hidden' })
  await page.locator('#forward').waitFor()
})
