/** Tests for line-steps.ts. */
import { expect, test } from 'vitest'
import { litLines, parseLineSteps } from './line-steps.ts'

test('[D7] parses steps, lists and ranges of lines', () => {
  expect(parseLineSteps(' 1 | 3-4, 7 | ')).toEqual([
    [{ from: 1, to: 1 }],
    [
      { from: 3, to: 4 },
      { from: 7, to: 7 },
    ],
    [],
  ])
})

test('[D7] returns the steps of each line; a step without lines highlights all', () => {
  expect(litLines(parseLineSteps('1|2-3|'), 3)).toEqual([
    [0, 2],
    [1, 2],
    [1, 2],
  ])
  expect(litLines(parseLineSteps('99'), 2)).toEqual([[0], [0]])
  expect(litLines(parseLineSteps('-'), 1)).toEqual([[0]])
})
