/** Tests for merge-warnings.ts. */
import { expect, test } from 'vitest'
import { mergeWarnings } from './merge-warnings.ts'
import { warnInto, type Kind, type Noted } from './origin.ts'

const blocks = (name: string): Kind => ({
  key: `language ${name}`,
  several: (count) => `${count} blocks in “${name}” are shown without colours.`,
})
const missing = (name: string): Kind => ({
  key: 'missing file',
  name,
  several: (count, names) => `${count} files are missing: ${names}.`,
})

test('[D27] combines warnings of one kind into one with a count, at the first position', () => {
  const noted: Noted[] = []
  const warn = warnInto(noted, { file: 'deck.md', line: 1, markdown: 'a\nb\nc' })
  warn('One block in “sml” is shown without colours.', { text: 'c', kind: blocks('sml') })
  warn('One block in “sml” is shown without colours.', { text: 'b', kind: blocks('sml') })
  warn('One block in “abc” is shown without colours.', { kind: blocks('abc') })
  expect(mergeWarnings(noted)).toEqual([
    { file: 'deck.md', line: 1, message: 'One block in “abc” is shown without colours.' },
    { file: 'deck.md', line: 2, message: '2 blocks in “sml” are shown without colours.' },
  ])
})

test('[D27] a combined warning lists the first three names', () => {
  const noted: Noted[] = []
  const warn = warnInto(noted, { file: 'deck.md', line: 1, markdown: '' })
  for (const name of ['a', 'b', 'a', 'c', 'd', 'e']) warn(`There is no ${name}.`, { kind: missing(name) })
  expect(mergeWarnings(noted).map(({ message }) => message)).toEqual([
    '6 files are missing: a, b, c and 2 more.',
  ])
})

test('[D27] the same message at several positions is one warning, and at one position it is counted once', () => {
  const noted: Noted[] = []
  for (const line of [9, 4, 4]) warnInto(noted, { file: 'a.html', line, markdown: '' })('Left out.')
  warnInto(noted, { file: 'a.html', line: 4, markdown: '' })('Something else.')
  expect(mergeWarnings(noted)).toEqual([
    { file: 'a.html', line: 4, message: 'Left out. (2 times)' },
    { file: 'a.html', line: 4, message: 'Something else.' },
  ])
})
