import { expect, test } from 'vitest'
import { decide } from '../decide.ts'
import type { Event } from '../event.ts'
import { ROLES, type Who } from '../role.ts'
import { EMPTY, evolve, type State } from '../state.ts'
import { changesSince, ownOf } from '../view.ts'

const raise = { id: 'intent-01', type: 'hand/raise' } as const
const ada: Who = { role: 'audience', paired: false, id: 'participant-ada' }
const moved = (h: number, f: number): Event => ({ type: 'position/moved', h, v: 0, f })

/** The talk is on its only slide, which contains `live-hand`. */
const ASKED: State = {
  ...EMPTY,
  talk: {
    ...EMPTY.talk,
    outline: [
      { id: 'ask', h: 0, v: 0, title: 'Ask', steps: 0, elements: [{ name: 'live-hand', attributes: {} }] },
    ],
  },
}

function fold(state: State, by: string, event: Event): State {
  return evolve(state, { seq: state.seq + 1, at: 1, by, id: 'intent-01', event })
}

test('[T40] each participant raises one hand, and the view contains only the number of hands', () => {
  expect(decide(ASKED, raise, ada, 0)).toEqual([{ type: 'hand/raised' }])
  const one = fold(ASKED, ada.id, { type: 'hand/raised' })
  expect(decide(one, raise, ada, 0)).toEqual([])
  const two = fold(one, 'participant-bob', { type: 'hand/raised' })
  const patch = { from: 1, to: 2, change: { count: 2 } }
  for (const role of ROLES) expect(changesSince(two, 'hand', 1, role)).toEqual(patch)
  expect(ownOf('hand', one.hand, ada.id)).toBe(true)
  expect(ownOf('hand', one.hand, 'participant-bob')).toBeUndefined()
})

test('[T40] without a cookie nobody can raise a hand', () => {
  expect(decide(ASKED, raise, { ...ada, passing: true }, 0)).toMatchObject({ code: 'no-cookie' })
})

test('[T40] a hand can be raised only on a slide with live-hand', () => {
  expect(decide(EMPTY, raise, ada, 0)).toMatchObject({ code: 'moved-on' })
})

test('[T40] a step keeps the hands up, another slide lowers all of them', () => {
  const up = fold(fold(EMPTY, ada.id, moved(1, -1)), ada.id, { type: 'hand/raised' })
  const step = fold(up, 'd', moved(1, 0))
  expect(changesSince(step, 'hand', 0, 'audience').change).toEqual({ count: 1 })
  expect(step.changed.hand).toBe(2)
  const next = fold(step, 'd', moved(2, -1))
  expect(changesSince(next, 'hand', 3, 'audience').change).toEqual({ count: 0 })
  expect(ownOf('hand', next.hand, ada.id)).toBeUndefined()
  expect(fold(next, 'd', moved(3, -1)).changed.hand).toBe(4)
})
