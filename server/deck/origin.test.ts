/** Tests for origin.ts. */
import { expect, test } from 'vitest'
import type { DeckWarning } from '../../protocol/deck.ts'
import { mergeWarnings } from './merge-warnings.ts'
import { warnInto } from './origin.ts'

test('[D12] a warning names the file and the line once', () => {
  const warnings: DeckWarning[] = []
  const warn = warnInto(warnings, { file: 'deck.md', line: 10, markdown: 'a\nb ![x](y.png)\nc' })
  warn('missing', { text: 'y.png' })
  warn('missing', { text: 'y.png' })
  warn('somewhere', { text: 'not there' })
  expect(mergeWarnings(warnings)).toEqual([
    { file: 'deck.md', line: 10, message: 'somewhere' },
    { file: 'deck.md', line: 11, message: 'missing' },
  ])
})
