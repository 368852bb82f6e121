/** Tests looking back: what may be shown, what counts as missed, and what happens when the talk or the deck changes. */
import { describe, expect, it } from 'vitest'
import type { OutlineSlide } from '../protocol/deck.ts'
import {
  back,
  follow,
  forward,
  lastAllowed,
  look,
  missed,
  moveLive,
  replaceSlides,
  shown,
  startBrowse,
} from './browse.ts'

const slide = (id: string, h: number, v: number, steps: number): OutlineSlide => ({
  id,
  h,
  v,
  title: id,
  steps,
})
const slides = [
  slide('a', 0, 0, 0),
  slide('b', 1, 0, 3),
  slide('c', 1, 1, 0),
  slide('d', 2, 0, 2),
  slide('e', 3, 0, 0),
]
const onD = startBrowse(slides, false, { h: 2, v: 0, f: 0 })

describe('browse', () => {
  it('[A1] follows the talk, including steps', () => {
    const moved = moveLive(onD, { h: 2, v: 0, f: 1 })
    expect(shown(moved)).toEqual({ h: 2, v: 0, f: 1 })
  })

  it('[A4] shows the previous slide with all its steps, through vertical stacks', () => {
    const onC = back(onD)
    expect(shown(onC)).toEqual({ h: 1, v: 1, f: -1 })
    expect(shown(back(onC))).toEqual({ h: 1, v: 0, f: 2 })
  })

  it('[A4] stops at the first slide', () => {
    const onA = look(onD, 0)
    expect(back(onA)).toBe(onA)
  })

  it('[A4] stays in place while looking back, and counts the missed slides', () => {
    const looking = moveLive(back(onD), { h: 3, v: 0, f: -1 })
    expect(shown(looking)).toEqual({ h: 1, v: 1, f: -1 })
    expect(missed(looking)).toBe(1)
  })

  it('[A4] counts nothing while it follows, and nothing for a talk that went back', () => {
    expect(missed(moveLive(onD, { h: 3, v: 0, f: -1 }))).toBe(0)
    expect(missed(moveLive(look(onD, 0), { h: 1, v: 0, f: -1 }))).toBe(0)
  })

  it('[A4] returns to the talk at once, or by stepping forward to it', () => {
    expect(shown(follow(look(onD, 0)))).toEqual(onD.live)
    expect(forward(back(onD)).at).toBeNull()
  })

  it('[A4] follows again when the talk comes to the shown slide', () => {
    expect(moveLive(look(onD, 1), { h: 1, v: 0, f: -1 }).at).toBeNull()
  })

  it('[A5] never goes ahead of the talk', () => {
    expect(forward(onD)).toBe(onD)
    expect(look(onD, 4)).toBe(onD)
    expect(lastAllowed(onD)).toBe(3)
  })

  it('[A5] may show what the talk has already shown, up to the same step', () => {
    const talkWentBack = moveLive(onD, { h: 0, v: 0, f: -1 })
    expect(shown(look(talkWentBack, 3))).toEqual({ h: 2, v: 0, f: 0 })
    expect(look(talkWentBack, 4)).toBe(talkWentBack)
  })

  it('[A5] may go ahead if the deck allows it', () => {
    const free = startBrowse(slides, true, { h: 0, v: 0, f: -1 })
    expect(shown(look(free, 3))).toEqual({ h: 2, v: 0, f: 1 })
  })

  it('[A9] keeps its slide by id when the deck is edited', () => {
    const looking = back(onD)
    const edited = [slide('a', 0, 0, 0), slide('new', 1, 0, 0), slide('c', 2, 0, 0), slide('d', 3, 0, 2)]
    const next = replaceSlides({ ...looking, live: { h: 3, v: 0, f: 0 } }, edited, false)
    expect(shown(next)).toEqual({ h: 2, v: 0, f: -1 })
    expect(next.reached).toEqual({ h: 3, v: 0, f: 0 })
    expect(missed(next)).toBe(0)
  })
})
