/** Tests that fragments have reveal.js's order. */
import { expect, test } from 'vitest'
import { groupFragments } from './fragments.ts'

const fragment = (name: string, index?: string) => ({ name, getAttribute: () => index ?? null })
const names = (groups: { name: string }[][]): string[][] =>
  groups.map((group) => group.map(({ name }) => name))

test('[P12] numbered fragments come first, in groups; all others follow one by one', () => {
  const groups = groupFragments([
    fragment('plain'),
    fragment('third', '7'),
    fragment('first', '1'),
    fragment('also first', '1'),
    fragment('last'),
  ])
  expect(names(groups)).toEqual([['first', 'also first'], ['third'], ['plain'], ['last']])
})
