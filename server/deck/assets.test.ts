/** Tests for assets.ts. */
import { expect, test } from 'vitest'
import { addStylesheet, checkAssets, classify, linkStylesheet } from './assets.ts'
import { createElement, parseHtml } from './dom.ts'

test.each([
  ['a/./b/../c%20d.png?v=1#x', { kind: 'local', path: 'a/c d.png', fragment: 'x' }],
  ['100%.png', { kind: 'local', path: '100%.png', fragment: '' }],
  ['../a.png', { kind: 'outside' }],
  ['a/../../b.png', { kind: 'outside' }],
  ['%2e%2e/b.png', { kind: 'outside' }],
  ['/etc/passwd', { kind: 'outside' }],
  ['file:///etc/passwd', { kind: 'outside' }],
  ['..\\a', { kind: 'outside' }],
  ['//x.test/a.png', { kind: 'remote' }],
  ['https://x.test/a.png', { kind: 'remote' }],
  ['data:image/png;base64,AA', { kind: 'none' }],
  ['#id', { kind: 'none' }],
])('[D14] %s', (address, expected) => {
  expect(classify(address)).toEqual(expected)
})

test('[D12] warns about everything that will not be shown', () => {
  const warnings: string[] = []
  const slide = createElement(
    'section',
    { 'data-background': 'gone.jpg', 'data-background-image': 'here.png,away.png' },
    parseHtml(
      '<img src="no.png"><img src="here.png"><img src="https://x.test/a.png"><video poster="../p.png"></video><a href="no.html">link</a>',
    ),
  )
  const assets = { exists: (path: string) => path === 'here.png', read: () => null }
  checkAssets(slide, assets, (message) => warnings.push(message))
  expect(warnings).toMatchInlineSnapshot(`
    [
      "There is no file gone.jpg.",
      "There is no file away.png.",
      "There is no file no.png.",
      "https://x.test/a.png is on another host; pages load nothing from elsewhere. Copy it into the folder.",
      "../p.png is outside of the deck's folder.",
      "There is no file no.html.",
    ]
  `)
})

test("[D1] [D34] uses the package's copy of reveal.js's sheets unless the folder has them, and keeps the deck's own sheets once", () => {
  const own = ['css/mine.css', 'theme/mine.css']
  const theirs = [
    'dist/reset.css',
    '../dist/reveal.css?x',
    'dist/theme/black.css',
    'plugin/highlight/zenburn.css',
  ]
  const linked = { stylesheets: [], packaged: [] }
  const all = { exists: () => true, read: (path: string) => (path.includes('zenburn') ? 'own {}' : null) }
  for (const href of [...own, ...theirs]) {
    const link = createElement('link', { rel: 'stylesheet', href })
    linkStylesheet(link, all, linked, (message) => expect.fail(message))
  }
  expect(linked.stylesheets).toEqual([...own, 'plugin/highlight/zenburn.css'])
  expect(linked.packaged).toEqual(['reset', 'black'])
  const sheets: string[] = []
  const warnings: string[] = []
  const assets = { exists: (path: string) => path === 'a.css', read: () => null }
  for (const href of ['a.css', './a.css', 'b.css', '/c.css']) {
    addStylesheet(href, assets, sheets, (message) => warnings.push(message))
  }
  expect([sheets, warnings]).toMatchInlineSnapshot(`
    [
      [
        "a.css",
      ],
      [
        "There is no style sheet b.css.",
        "The style sheet /c.css is ignored: it is not in the deck's folder.",
      ],
    ]
  `)
})
