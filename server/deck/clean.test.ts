/** Tests for clean.ts. */
import { expect, test } from 'vitest'
import { clean, type Aside } from './clean.ts'
import { createElement, innerHtml, parseHtml } from './dom.ts'

function cleaned(html: string): unknown {
  const warnings: string[] = []
  const aside: Aside = { css: [], stylesheets: [], packaged: [] }
  const slide = createElement('section', {}, parseHtml(html))
  const assets = { exists: () => true, read: () => null }
  clean(slide, assets, aside, (message) => warnings.push(message))
  return { html: innerHtml(slide), warnings, ...aside }
}

test('[D5] removes comments wherever they are', () => {
  expect(
    cleaned(
      '<!-- a --><svg><!-- b --><desc><!-- c --></desc></svg><template><p><!-- d --></p></template><?x e?><noscript><!-- f --></noscript><iframe src="x.html"><!-- g --></iframe><p>kept<!-- h',
    ),
  ).toMatchInlineSnapshot(`
    {
      "css": [],
      "html": "<svg><desc></desc></svg><template><p></p></template><iframe src="x.html"></iframe><p>kept</p>",
      "packaged": [],
      "stylesheets": [],
      "warnings": [
        "A comment that is not closed with “-->” is shown as text.",
        "A comment that is not closed with “-->” is shown as text.",
      ],
    }
  `)
})

test('[D11] removes scripts, handlers and javascript: links, each with a warning', () => {
  expect(
    cleaned(
      '<script src="x.js"></script><svg><script>1</script><a xlink:href="JavaScript:x"><g onload="y"/></a></svg><a href=" java\nscript:z">k</a><iframe srcdoc="<!-- s -->"></iframe>',
    ),
  ).toMatchInlineSnapshot(`
    {
      "css": [],
      "html": "<svg><a><g></g></a></svg><a>k</a><iframe></iframe>",
      "packaged": [],
      "stylesheets": [],
      "warnings": [
        "Scripts of a deck are removed: x.js.",
        "Scripts of a deck are removed.",
        "A javascript: address is removed.",
        "The handler onload is removed: scripts of a deck do not run.",
        "A javascript: address is removed.",
        "The attribute srcdoc is removed: put the page into a separate file.",
      ],
    }
  `)
})

test('[D11] removes animations of addresses and handlers', () => {
  const seen = cleaned(
    '<svg><animate attributeName="href" to="javascript:x"/><set attributeName="onclick" to="y"/><animate attributeName="x" to="3"/></svg>',
  )
  expect(seen).toMatchObject({
    html: '<svg><animate attributeName="x" to="3"></animate></svg>',
    warnings: Array(2).fill('An animation that sets an address or a handler is removed.'),
  })
})

test('[D11] moves style sheets to the head', () => {
  expect(
    cleaned(
      '<style>p { color: red }</style><link rel="stylesheet" href="my.css"><link rel="stylesheet" href="dist/reveal.css"><link rel="stylesheet" href="https://x.test/a.css">',
    ),
  ).toMatchInlineSnapshot(`
    {
      "css": [
        "p { color: red }",
      ],
      "html": "",
      "packaged": [],
      "stylesheets": [
        "my.css",
      ],
      "warnings": [
        "The style sheet https://x.test/a.css is ignored: it is not in the deck's folder.",
      ],
    }
  `)
})

test('[D1] a stack has one level', () => {
  expect(cleaned('<section>deep</section>')).toMatchInlineSnapshot(`
    {
      "css": [],
      "html": "<div>deep</div>",
      "packaged": [],
      "stylesheets": [],
      "warnings": [
        "Stacks have one level: a section nested deeper becomes part of its slide.",
      ],
    }
  `)
})
