import { expect, test } from 'vitest'
import { added, shareOut, totalOf, wordsOf } from './counts.ts'

test('[R10] the words name each kind with its number, the most frequent first', () => {
  expect(wordsOf({})).toBe('')
  expect(wordsOf({ '😂': 1, '👏': 1200 })).toBe('👏 1,200, 😂 1')
  expect(added({ '👏': 1 }, { '👏': 2, '😂': 1 })).toEqual({ '👏': 3, '😂': 1 })
})

test('[R10] as many float as there is space, each kind by its share', () => {
  expect(shareOut({ '👏': 2, '😂': 1 }, 5)).toEqual(['👏', '👏', '😂'])
  expect(shareOut({ '👏': 2 }, 0)).toEqual([])
  for (const places of [1, 2, 3, 7, 16, 40]) {
    const shown = shareOut({ '👏': 900, '😂': 99, '🤯': 1 }, places)
    expect(shown.length).toBeLessThanOrEqual(places)
    expect(shown[0]).toBe('👏')
    if (places >= 7) expect(new Set(shown).size).toBeGreaterThanOrEqual(2)
  }
  expect(totalOf({ '👏': 3, '😂': 1 })).toBe(4)
})
