/** Reads what a page really shows, from its DOM, so that screens can be compared. */
import type { Page } from 'playwright-core'
import type { Position } from '../../protocol/position.ts'

/** The slide and step that reveal.js shows; null while there is none. Runs inside the page. */
export function readShown(): Position | null {
  const sections = (parent: Element): Element[] =>
    [...parent.children].filter((child) => child.matches('section'))
  const slides = document.querySelector('.reveal.ready .slides')
  if (!slides) return null
  const h = sections(slides).findIndex((section) => section.classList.contains('present'))
  const column = sections(slides)[h]
  if (!column) return null
  const stack = sections(column)
  const v = stack.findIndex((section) => section.classList.contains('present'))
  const slide = stack[v] ?? column
  const visible = [...slide.querySelectorAll('.fragment.visible')].map((each) =>
    each.getAttribute('data-fragment-index'),
  )
  return { h, v: Math.max(v, 0), f: new Set(visible).size - 1 }
}

/** Makes {@link readShown} available inside a page, because our policy forbids running text later. */
export async function teachReading(page: Page): Promise<void> {
  await page.addInitScript({ content: `globalThis.readShown = ${readShown.toString()}` })
}

/** Resolves when the page shows this position; fails with what it shows instead. */
export async function expectShown(page: Page, at: Position): Promise<void> {
  const expected = JSON.stringify(at)
  const read = (): string =>
    JSON.stringify((globalThis as unknown as { readShown: typeof readShown }).readShown())
  try {
    await page.waitForFunction(
      (wanted) => JSON.stringify((globalThis as unknown as { readShown(): unknown }).readShown()) === wanted,
      expected,
    )
  } catch (cause) {
    throw new Error(`Expected ${expected}, the page shows ${await page.evaluate(read)}.`, { cause })
  }
}
