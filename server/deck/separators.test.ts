/** Tests for separators.ts. */
import { expect, test } from 'vitest'
import { DECK_SEPARATORS, splitSlides } from './separators.ts'

test('[D3] three hyphens between empty lines separate slides, two separate the slides of a stack', () => {
  expect(splitSlides('# A\n\n---\n\n# B\n\n--\n\n# C\n\n---\n# D', DECK_SEPARATORS)).toMatchInlineSnapshot(`
    [
      {
        "line": 1,
        "text": "# A
    ",
      },
      [
        {
          "line": 4,
          "text": "
    # B
    ",
        },
        {
          "line": 8,
          "text": "
    # C
    ",
        },
      ],
      {
        "line": 12,
        "text": "# D",
      },
    ]
  `)
})

test('[D3] without a vertical separator, as in reveal.js, two hyphens are text', () => {
  expect(splitSlides('# A\n\n--\n\n# B', { ...DECK_SEPARATORS, vertical: null })).toMatchInlineSnapshot(`
    [
      {
        "line": 1,
        "text": "# A

    --

    # B",
      },
    ]
  `)
})

test('[D3] a stack may be first or last, and every chunk knows its line', () => {
  const own = { horizontal: '^===$', vertical: '^==$' }
  expect(splitSlides('a\n==\nb\n===\nc\n==\nd', own, 10)).toMatchInlineSnapshot(`
    [
      [
        {
          "line": 10,
          "text": "a
    ",
        },
        {
          "line": 11,
          "text": "
    b
    ",
        },
      ],
      [
        {
          "line": 13,
          "text": "
    c
    ",
        },
        {
          "line": 15,
          "text": "
    d",
        },
      ],
    ]
  `)
})

test('[D3] an empty file is one empty slide', () => {
  expect(splitSlides('', DECK_SEPARATORS)).toMatchInlineSnapshot(`
    [
      {
        "line": 1,
        "text": "",
      },
    ]
  `)
})
