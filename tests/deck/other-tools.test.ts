/** Decks of other programs in real browsers: their steps, layouts, notes and drawings. */
import { expect, test } from 'vitest'
import { follow, PHONE, PROJECTOR, visit } from '../support/browsers.ts'
import { moveTo } from '../support/moves.ts'
import { expectShown } from '../support/screens.ts'
import { startServer } from '../support/server.ts'

test('[DT4] a deck of Slidev follows the phone through its clicks, and its notes reach nobody in the room', async () => {
  const server = await startServer({ deck: 'tests/decks/slidev' })
  const { page } = await follow(server, '/slidev/', PHONE)
  await moveTo(server, { h: 1, v: 0, f: 1 })
  await expectShown(page, { h: 1, v: 0, f: 1 })
  const opacity = (text: string): Promise<string> =>
    page.getByText(text, { exact: true }).evaluate((e) => getComputedStyle(e).opacity)
  await expect.poll(() => opacity('Doors')).toBe('1')
  await expect.poll(() => opacity('Brakes')).toBe('0')
  await moveTo(server, { h: 3, v: 0, f: -1 })
  await expectShown(page, { h: 3, v: 0, f: -1 })
  // On a portrait phone, the picture is above the text.
  const above = (): Promise<boolean> =>
    page.evaluate(() => {
      const [text, picture] = ['.present .part', '.present .picture'].map((each) =>
        document.querySelector(each)?.getBoundingClientRect(),
      )
      return !!text && !!picture && picture.height > 100 && picture.bottom <= text.top + 1
    })
  await expect.poll(above).toBe(true)
  for (const path of ['/slidev/', '/slidev/stage'])
    expect(await (await fetch(server.url + path)).text()).not.toMatch(/Welcome everybody|Say it slowly/)
})

test('[DT8] [DT9] charts and diagrams are drawn in every screen, and no browser asks for a library', async () => {
  const server = await startServer({ deck: 'tests/decks/diagrams' })
  const { page } = await visit(server, '/diagrams/stage', PROJECTOR)
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  const width = (selector: string): Promise<number> =>
    page.locator(selector).evaluate((e) => e.getBoundingClientRect().width)
  await expectShown(page, { h: 0, v: 0, f: -1 })
  await page.getByRole('img', { name: 'Bar chart: Bread in kilograms per person' }).waitFor()
  await expect.poll(() => width('.present .chart > svg.wide')).toBeGreaterThan(800)
  await expect.poll(() => page.locator('.present .chart td').count()).toBeGreaterThan(10)
  await moveTo(server, { h: 4, v: 0, f: -1 })
  await page.getByRole('img', { name: /^Diagram: Flour → Sourdough\?/ }).waitFor()
  await expect.poll(() => width('.present .mermaid > svg.wide')).toBeGreaterThan(600)
  expect(asked.filter((url) => /mermaid|chart/i.test(url))).toEqual([])
})
