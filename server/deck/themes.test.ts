/** Tests for themes.ts. */
import { expect, test } from 'vitest'
import { packagedSheet, schemeOf } from './themes.ts'

test("[D6] knows whether reveal.js's themes are dark or light", () => {
  expect(['black', 'league', 'white', 'solarized', 'auto', 'pink', 'toString'].map(schemeOf)).toEqual([
    'dark',
    'dark',
    'light',
    'light',
    undefined,
    undefined,
    undefined,
  ])
})

test.each([
  ['dist/theme/moon.css', 'moon'],
  ['css/theme/moon.min.css?v=2', 'moon'],
  ['https://cdn.test/reveal.js/2.6.2/css/theme/default.css', 'league'],
  ['dist/reset.css', 'reset'],
  ['../reveal.min.css', ''],
  ['css/reveal.css', 'reset'],
  ['reveal.js/3.6.0/css/reveal.min.css', 'reset'],
  ['lib/css/zenburn.css', 'zenburn'],
  ['plugin/highlight/github.css', ''],
  ['theme/mine.css', null],
  ['css/moon.css', null],
  ['theme/moon', null],
])('[D34] a link to %s becomes the package’s sheet %s', (href, sheet) => {
  expect(packagedSheet(href)).toBe(sheet)
})
