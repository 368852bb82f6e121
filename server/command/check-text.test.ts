/** Tests how `lectern check` prints its rows. */
import { expect, test } from 'vitest'
import { bad, good } from '../../protocol/check.ts'
import { checkText } from './check-text.ts'

const CHECKED = [
  { title: 'My \u001B[31mtalk', rows: [good('Deck', 'It has no warnings.')] },
  { title: '', rows: [bad('Stage', 'No stage is connected.', 'Open it.')] },
]

test('[PF3] red and green with what to do; in a pipe without escape codes', () => {
  expect(checkText(CHECKED, { interactive: false, colors: false, columns: 80 })).toBe(
    [
      '',
      '  My  [31mtalk',
      '  ok   Deck      It has no warnings.',
      '',
      '  BAD  Stage     No stage is connected.',
      '                 Open it.',
      '',
      '  1 of 2 not ready.',
      '',
      '',
    ].join('\n'),
  )
  const colours = checkText(CHECKED, { interactive: true, colors: true, columns: 80 })
  expect(colours).toContain('✓')
  expect(colours).not.toContain('\u001B[31mtalk')
  expect(checkText(CHECKED.slice(0, 1), { interactive: false, colors: false, columns: 80 })).toContain(
    'Ready.',
  )
})
