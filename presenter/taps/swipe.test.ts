/** Tests how a touch is classified by its start and end. */
import { expect, test } from 'vitest'
import { readStroke } from './swipe.ts'

const down = { x: 200, y: 400, at: 0 }

test.each([
  ['a still finger taps', { x: 201, y: 399, at: 90 }, 'tap'],
  ['a thumb that rolls still taps', { x: 222, y: 425, at: 400 }, 'tap'],
  ['a long press is still a tap', { x: 200, y: 400, at: 1500 }, 'tap'],
  ['left across the slide', { x: 120, y: 410, at: 180 }, 'left'],
  ['right across the slide', { x: 300, y: 380, at: 180 }, 'right'],
  ['down the screen is nothing', { x: 230, y: 520, at: 180 }, 'none'],
  ['a slow drag is nothing', { x: 100, y: 400, at: 1400 }, 'none'],
])('[P11] %s', (_title, up, stroke) => {
  expect(readStroke(down, up)).toBe(stroke)
})
