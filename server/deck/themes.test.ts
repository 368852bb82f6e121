/** Tests for themes.ts. */
import { expect, test } from 'vitest'
import { themeNamed } from './themes.ts'

test("[D6] reveal.js's theme names are dark or light", () => {
  expect(['black', 'league', 'white', 'solarized', 'auto', 'pink', 'toString'].map(themeNamed)).toEqual([
    'dark',
    'dark',
    'light',
    'light',
    'auto',
    undefined,
    undefined,
  ])
})
