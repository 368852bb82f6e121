/** Tests for inline-svg.ts. */
import { expect, test } from 'vitest'
import { createElement, innerHtml, parseHtml } from './dom.ts'
import { inlineDrawings } from './inline-svg.ts'

const FILES: Record<string, string> = {
  'a.svg': `<?xml version="1.0"?><svg viewBox="0 0 1 1"><title>old</title><defs><marker id="tip"/></defs>
    <path marker-end="url(#tip)" aria-labelledby="tip"/><use href="#tip"/><use href="#else"/></svg>`,
  'text.svg': 'no drawing',
}

function inline(html: string): unknown {
  const warnings: string[] = []
  const slide = createElement('section', {}, parseHtml(html))
  const assets = { exists: (path: string) => path in FILES, read: (path: string) => FILES[path] ?? null }
  let n = 0
  inlineDrawings(
    slide,
    assets,
    () => `d${++n}-`,
    (message) => warnings.push(message),
  )
  return [innerHtml(slide), ...warnings]
}

test("[D10] inlines the drawing with the alt text as its name, unique ids, and the image's attributes", () => {
  expect(inline('<img src="./a.svg#inline" alt="A <b>" class="fragment" width="9">')).toMatchInlineSnapshot(`
    [
      "<svg viewBox="0 0 1 1" data-drawing="" role="img" class="fragment" width="9"><title>A &lt;b&gt;</title><defs><marker id="d1-tip"></marker></defs>
        <path marker-end="url(#d1-tip)" aria-labelledby="d1-tip"></path><use href="#d1-tip"></use><use href="#else"></use></svg>",
    ]
  `)
})

test('[D10] without alt text it is decorative', () => {
  expect(inline('<img src="a.svg#inline" alt="">')).toMatchInlineSnapshot(`
    [
      "<svg viewBox="0 0 1 1" data-drawing="" aria-hidden="true"><defs><marker id="d1-tip"></marker></defs>
        <path marker-end="url(#d1-tip)" aria-labelledby="d1-tip"></path><use href="#d1-tip"></use><use href="#else"></use></svg>",
    ]
  `)
})

test('[D10] keeps other images, and files that are missing, outside the folder, or not a drawing', () => {
  expect(
    inline('<img src="a.svg"><img src="b.svg#inline"><img src="../a.svg#inline"><img src="text.svg#inline">'),
  ).toMatchInlineSnapshot(`
    [
      "<img src="a.svg"><img src="b.svg#inline"><img src="../a.svg#inline"><img src="text.svg#inline">",
      "text.svg contains no <svg>.",
    ]
  `)
})
