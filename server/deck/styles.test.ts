/** Tests for styles.ts and scope.ts. */
import { expect, test } from 'vitest'
import { bundleStyles } from './styles.ts'

function bundle(css: string, files: Record<string, string> = {}, sheets: string[] = []) {
  const warnings: string[] = []
  const assets = {
    exists: (path: string) => path in files,
    read: (path: string) => files[path] ?? null,
  }
  const styles = bundleStyles(sheets, [css], assets, (message) => warnings.push(message))
  return { ...styles, warnings }
}

test.each([
  ['h1 {color:red}', 'h1:where(.reveal-viewport *){color:red}'],
  [
    'main h1, .x>p::before {a:b}',
    'main:where(.reveal-viewport *) h1,.x:where(.reveal-viewport,.reveal-viewport *)>p::before{a:b}',
  ],
  [
    '*, ::selection {a:b}',
    '*:where(.reveal-viewport,.reveal-viewport *),:where(.reveal-viewport,.reveal-viewport *)::selection{a:b}',
  ],
  ['body {a:b}', ':is(div):where(.reveal-viewport):where(.reveal-viewport){a:b}'],
  [':root {--a:b}', '.reveal-viewport:where(.reveal-viewport){--a:b}'],
  [
    'html.dark > body .reveal {a:b}',
    ':is(div):where(.reveal-viewport).dark:is(div):where(.reveal-viewport):where(.reveal-viewport) .reveal{a:b}',
  ],
  ['body:before {a:b}', ':is(div):where(.reveal-viewport):where(.reveal-viewport):before{a:b}'],
  ['@media (min-width:1px){button{a:b}}', '@media (min-width:1px){button:where(.reveal-viewport *){a:b}}'],
  ['@keyframes x{from{a:b}to{a:c}}', '@keyframes x{from{a:b}to{a:c}}'],
])('[D35] %s matches nothing outside the slides', (css, scoped) => {
  expect(bundle(css).css).toBe(scoped)
})

test.each([
  'body ~ p {a:b}',
  ':root + .bar{a:b}',
  '~ p {a:b}',
  'h1:::x {a:b}',
  '@page{margin:0}',
  '@namespace "x";',
  '@view-transition{navigation:auto}',
])('[D35] %s is removed, because it could only match outside the slides', (css) => {
  expect(bundle(css).css).toBe('')
})

test('[D35] bundles the sheets, their imports and inline styles into one sheet, with addresses relative to the deck’s folder', () => {
  const files = {
    'css/a.css': '@import "b/c.css" layer(x) screen; .a{background:url(i.png)}',
    'css/b/c.css': '@import url(../a.css); .c{background:url("../../d e.svg#f"),url(data:x)}',
  }
  expect(bundle('.t{background:url(t.png)}', files, ['css/a.css'])).toEqual({
    css: `@layer x{@media screen{.c:where(.reveal-viewport,.reveal-viewport *){background:url(d%20e.svg#f),url(data:x)}}}
.a:where(.reveal-viewport,.reveal-viewport *){background:url(css/i.png)}
.t:where(.reveal-viewport,.reveal-viewport *){background:url(t.png)}`,
    themed: false,
    remoteFonts: false,
    warnings: [],
  })
})

test('[D35] warns about imports that cannot be loaded', () => {
  const { css, remoteFonts, warnings } = bundle(
    '@import url(https://fonts.googleapis.com/css?family=Lato); @import "no.css"; p{a:b}',
  )
  expect(css).toBe('p:where(.reveal-viewport *){a:b}')
  expect(remoteFonts).toBe(true)
  expect(warnings).toEqual([
    'The style sheet https://fonts.googleapis.com/css?family=Lato is on another host, and no page loads it. Copy it into the folder.',
    'There is no style sheet no.css to import.',
  ])
})

test.each([
  ['body{background:#fdf6e3}', true],
  ['html body.x { color: navy }', true],
  [':root{--r-main-color:#222}', true],
  ['.reveal-viewport{background-image:url(x.png)}', true],
  ['.reveal{color:#fff}', true],
  ['@media screen{body{background:red}}', true],
  ['@media print{body{background:#fff}}', false],
  ['body{background:none;color:inherit}', false],
  ['body::before{background:red}', false],
  ['.reveal h1{color:red}', false],
  ['.reveal{font-size:40px;--signal:red}', false],
  ['.x{background:red}', false],
])('[D34] %s is a theme: %s', (css, themed) => {
  expect(bundle(css).themed).toBe(themed)
})

test('[D35] invalid or unusual style sheets never cause an error', () => {
  for (const css of [
    '{',
    '}}}',
    'a{b',
    '@media',
    '@import',
    '/*',
    'a{}'.repeat(3),
    '\0',
    ':is({a:b}',
    'a{*zoom:1;filter:progid:X(a=1)}',
  ])
    expect(typeof bundle(css).css, css).toBe('string')
})
