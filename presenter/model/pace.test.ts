/** Tests the time against the plan, in numbers and in words. */
import { describe, expect, test } from 'vitest'
import type { Outline } from '../../protocol/deck.ts'
import { duration, paceWord, progress } from './pace.ts'

const OUTLINE: Outline = [
  { id: 'a', h: 0, v: 0, title: 'A', steps: 0 },
  { id: 'b', h: 1, v: 0, title: 'B', steps: 2 },
  { id: 'c', h: 1, v: 1, title: 'C', steps: 0 },
]
const minutes = (n: number): number => n * 60_000

test('[P10] progress counts every step equally, including vertical slides', () => {
  expect(progress(OUTLINE, { h: 0, v: 0, f: -1 })).toEqual({ from: 0, to: 0.2 })
  expect(progress(OUTLINE, { h: 1, v: 0, f: 0 })).toEqual({ from: 0.4, to: 0.6 })
  expect(progress(OUTLINE, { h: 1, v: 1, f: -1 })).toEqual({ from: 0.8, to: 1 })
  expect(progress([], { h: 0, v: 0, f: -1 })).toEqual({ from: 0, to: 1 })
})

describe('[P10] the pace', () => {
  const half = { from: 0.5, to: 0.6 }
  test.each([
    [20, 'on time'],
    [24.9, 'on time'],
    [25.1, '1 min behind'],
    [27, '3 min behind'],
    [19.1, 'on time'],
    [18, '2 min ahead'],
  ])('after %d of 40 minutes is %s', (elapsed, word) => {
    expect(paceWord(half, minutes(elapsed), 40)).toBe(word)
  })
})

test.each([
  [0, '0:00'],
  [65_000, '1:05'],
  [minutes(62) + 9_000, '1:02:09'],
  [-30_000, '+0:30'],
])('[P10] %d ms reads %s', (ms, text) => {
  expect(duration(ms)).toBe(text)
})

test("[P37] the steps of a slide share the slide's time", () => {
  const outline = [0, 1].map((h) => ({ id: `s${h}`, h, v: 0, title: 's', steps: h === 0 ? 1 : 0 }))
  expect(progress(outline, { h: 0, v: 0, f: -1 }, [90, 30])).toEqual({ from: 0, to: 0.375 })
  expect(progress(outline, { h: 0, v: 0, f: 0 }, [90, 30])).toEqual({ from: 0.375, to: 0.75 })
  expect(progress(outline, { h: 1, v: 0, f: -1 }, [90, 30])).toEqual({ from: 0.75, to: 1 })
})
