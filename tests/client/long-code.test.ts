/** Code that is longer than its box, step by step on the stage, in the audience and in the phone's picture. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { follow, present, PHONE, PROJECTOR } from '../support/browsers.ts'
import { moveTo } from '../support/moves.ts'
import { startServer } from '../support/server.ts'

const DECK = 'tests/decks/long-code'

interface Lit {
  /** The texts of the highlighted lines. */
  lines: string[]
  /** Whether all of them are inside the code's box and inside the slide. */
  inSight: boolean
}

/** Reads the current slide's last block; on the phone it is in the picture's shadow root. */
function readLit(page: Page): Promise<Lit> {
  return page.evaluate(() => {
    const picture = document.querySelector('#current-picture slide-picture')
    const root = picture?.shadowRoot ?? document
    const slide = root.querySelector('.slides section.present:not(.stack)')
    const pre = [...(slide?.querySelectorAll('pre') ?? [])].at(-1)
    const box = pre?.getBoundingClientRect()
    const edge = root.querySelector('.reveal-viewport')?.getBoundingClientRect()
    const lit = [...(pre?.querySelectorAll<HTMLElement>('.line') ?? [])].filter(
      (line) => getComputedStyle(line).opacity === '1',
    )
    const inside = (inner: DOMRect, outer?: DOMRect): boolean =>
      outer !== undefined && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1
    return {
      lines: lit.map((line) => line.textContent.trim()),
      inSight: lit.every((line) => {
        const rect = line.getBoundingClientRect()
        return inside(rect, box) && inside(rect, edge)
      }),
    }
  })
}

test('[D47] the line of step 55 of 60 is highlighted and visible on stage, audience and phone', async () => {
  const server = await startServer({ deck: DECK })
  const stage = await follow(server, '/long-code/stage', PROJECTOR)
  const audience = await follow(server, '/long-code/', PHONE)
  const phone = await present(server, 'long-code')
  await phone.page.getByRole('button', { name: 'Notes', exact: true }).tap()
  for (const line of [55, 3, 59, 1]) {
    await moveTo(server, { h: 1, v: 0, f: line - 2 })
    const lit = { lines: [`const line${line} = ${line}`], inSight: true }
    for (const { page } of [stage, audience, phone])
      await expect.poll(() => readLit(page), { timeout: 10_000 }).toEqual(lit)
  }
})

test('[D47] a browser that joins at a late step shows its lines, with reduced motion, too', async () => {
  const server = await startServer({ deck: DECK })
  await moveTo(server, { h: 2, v: 0, f: 1 })
  for (const path of ['/long-code/stage', '/long-code/']) {
    const { page } = await follow(server, path, { ...PHONE, reducedMotion: 'reduce' })
    const lit = { lines: ['const line58 = 58', 'const line59 = 59'], inSight: true }
    await expect.poll(() => readLit(page)).toEqual(lit)
  }
})
