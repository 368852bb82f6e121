/** A slide that is too long for a phone scrolls and shows it, from its first paint on. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { SERVER } from '../../protocol/role.ts'
import { follow, PHONE, holdSlideDeck, visit } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { moveTo, showSlide } from '../support/moves.ts'
import { newIntentId } from '../support/people.ts'
import { expectShown } from '../support/screens.ts'
import { startServer, temporaryFolder } from '../support/server.ts'

const SMALL_PHONE = { ...PHONE, viewport: { width: 375, height: 553 } }

test('[A22] [A23] a long slide scrolls, fades at the edge, and starts at its top', async () => {
  const folder = join(await temporaryFolder(), 'long')
  await mkdir(folder)
  const lines = Array.from({ length: 40 }, (_, i) => `- line ${i}`).join('\n')
  await writeFile(
    join(folder, 'deck.md'),
    `## Long\n\n${lines}\n\nThe step <!-- .element: class="fragment" -->\n\n---\n\n## Short\n`,
  )
  const server = await startServer({ deck: folder })
  const { page } = await follow(server, '/long/', { ...SMALL_PHONE, reducedMotion: 'reduce' })
  const reveal = page.locator('.reveal')
  const slide = page.locator('section.present')
  const edges = (): Promise<string | null> => reveal.getAttribute('data-more')
  const top = (): Promise<number> => slide.evaluate((each) => each.scrollTop)
  const faded = (): Promise<string> => slide.evaluate((each) => getComputedStyle(each).maskImage)

  await expect.poll(edges).toBe('below')
  expect(await faded()).toContain('linear-gradient')
  await slide.focus()
  await page.keyboard.press('ArrowDown')
  await expect.poll(edges).toBe('above below')
  await slide.evaluate((each) => (each.scrollTop = each.scrollHeight))
  await expect.poll(edges).toBe('above')

  await moveTo(server, { h: 1, v: 0, f: -1 })
  await expectShown(page, { h: 1, v: 0, f: -1 })
  expect([await edges(), await faded(), await slide.getAttribute('tabindex')]).toEqual(['', 'none', null])
  await moveTo(server, { h: 0, v: 0, f: -1 })
  await expectShown(page, { h: 0, v: 0, f: -1 })
  expect([await edges(), await top()]).toEqual(['below', 0])

  await moveTo(server, { h: 0, v: 0, f: 0 })
  await expectShown(page, { h: 0, v: 0, f: 0 })
  const step = await slide.getByText('The step').boundingBox()
  const room = await reveal.boundingBox()
  expect(step!.y + step!.height).toBeLessThanOrEqual(room!.y + room!.height)
})

test('[A22] on the smallest phone, a drawing above a poll scrolls down to the last option, and nothing is cut', async () => {
  const folder = join(await temporaryFolder(), 'both')
  await mkdir(folder)
  const drawing = '<svg viewBox="0 0 800 450"><rect width="800" height="450"/></svg>'
  const options = Array.from({ length: 7 }, (_, i) => `- The option number ${i} has a long text`).join('\n')
  await writeFile(
    join(folder, 'deck.md'),
    `<!-- .slide: class="diagram" -->\n\n## Both\n\n${drawing}\n\n::: poll {#both}\nWhich one?\n\n${options}\n:::\n`,
  )
  const server = await startServer({ deck: folder })
  const { page } = await follow(server, '/both/', { ...PHONE, viewport: { width: 320, height: 568 } })
  await server.app.talk('both').append({ id: newIntentId(), type: 'poll/open', poll: 'both' }, SERVER)
  const reveal = page.locator('.reveal')
  await page.getByRole('button', { name: /number 6/ }).waitFor()
  await expect.poll(() => reveal.getAttribute('data-more')).toBe('below')
  const slide = page.locator('section.present')
  const room = (await reveal.boundingBox())!
  const inside = async (part: Locator): Promise<boolean> => {
    const box = (await part.boundingBox())!
    return (
      box.x >= 0 && box.x + box.width <= 320 && box.y >= room.y && box.y + box.height <= room.y + room.height
    )
  }
  expect(await inside(slide.locator('svg').first())).toBe(true)
  await slide.evaluate((each) => (each.scrollTop = each.scrollHeight))
  await expect.poll(() => reveal.getAttribute('data-more')).toBe('above')
  for (const part of [page.getByRole('button', { name: /number 6/ }), slide.locator('.poll-foot')])
    expect(await inside(part)).toBe(true)
  await page.getByRole('button', { name: /number 6/ }).tap()
  await expect.poll(() => server.app.talk('both').state.poll.polls[0]?.votes).toBe(1)
})

test('[A24] a slide that is tightened or scrolls is so at its first paint', async () => {
  const server = await startServer()
  // A slide without a live element, because those change when they start.
  await showSlide(server, '#columns')
  const { page } = await visit(server, '/', SMALL_PHONE)
  const release = await holdSlideDeck(page)
  await page.goto(`${server.url}/${TALK}/`, { waitUntil: 'commit' })
  await page.waitForSelector('section.present[data-tight]')
  await page.evaluate(() => document.fonts.ready)
  const look = (): Promise<unknown[]> =>
    page.evaluate(() => [
      document.querySelector<HTMLElement>('.reveal')?.dataset['more'],
      ...[...document.querySelectorAll('section.present, section.present *')].map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect()
        return [x, y, width, height].map(Math.round).join(' ')
      }),
    ])
  const before = await look()
  expect(before[0]).toBe('below')
  release()
  await page.waitForSelector('.reveal.ready')
  expect(await look()).toEqual(before)
})
