import { expect, test } from 'vitest'
import { decide } from '../decide.ts'
import type { Event } from '../event.ts'
import { ROLES, type Who } from '../role.ts'
import { EMPTY, evolve, type State } from '../state.ts'
import { changesSince, ownOf } from '../view.ts'

const raise = { id: 'intent-01', type: 'hand/raise' } as const
const lower = { id: 'intent-02', type: 'hand/lower' } as const
const lowerAll = { id: 'intent-03', type: 'hand/lower-all' } as const
const ada: Who = { role: 'audience', paired: false, id: 'participant-ada' }
const speaker: Who = { role: 'presenter', paired: true, id: 'device-a' }
const moved = (h: number, f: number): Event => ({ type: 'position/moved', h, v: 0, f })

/** The third of four slides contains `live-hand`. */
const DECK: State = {
  ...EMPTY,
  talk: {
    ...EMPTY.talk,
    outline: [0, 1, 2, 3].map((h) => ({
      id: `slide-${h}`,
      h,
      v: 0,
      title: 'A slide',
      steps: 2,
      elements: h === 2 ? [{ name: 'live-hand', attributes: {} }] : [],
    })),
  },
}

function fold(state: State, by: string, event: Event): State {
  return evolve(state, { seq: state.seq + 1, at: 1, by, id: 'intent-01', event })
}

const raised = (state = DECK): State => fold(state, ada.id, { type: 'hand/raised' })

test('[T40] each participant raises one hand on any slide, and the view contains only the number of hands', () => {
  expect(decide(DECK, raise, ada, 0)).toEqual([{ type: 'hand/raised' }])
  const one = raised()
  expect(decide(one, raise, ada, 0)).toEqual([])
  const two = fold(one, 'participant-bob', { type: 'hand/raised' })
  const patch = { from: 1, to: 2, change: { count: 2 } }
  for (const role of ROLES) expect(changesSince(two, 'hand', 1, role)).toEqual(patch)
  expect(ownOf('hand', one.hand, ada.id)).toBe(true)
  expect(ownOf('hand', one.hand, 'participant-bob')).toBeUndefined()
})

test('[T40] without a cookie nobody can raise or lower a hand', () => {
  for (const intent of [raise, lower])
    expect(decide(DECK, intent, { ...ada, passing: true }, 0)).toMatchObject({ code: 'no-cookie' })
})

test('[R30] a participant lowers their own hand, and can raise it again', () => {
  expect(decide(DECK, lower, ada, 0)).toEqual([])
  const two = fold(raised(), 'participant-bob', { type: 'hand/raised' })
  expect(decide(two, lower, ada, 0)).toEqual([{ type: 'hand/lowered' }])
  const down = fold(two, ada.id, { type: 'hand/lowered' })
  expect(changesSince(down, 'hand', 0, 'audience').change).toEqual({ count: 1 })
  expect(ownOf('hand', down.hand, ada.id)).toBeUndefined()
  expect(decide(down, lower, ada, 0)).toEqual([])
  expect(decide(down, raise, ada, 0)).toEqual([{ type: 'hand/raised' }])
})

test('[R31] a presenter or moderator lowers all hands', () => {
  expect(decide(DECK, lowerAll, speaker, 0)).toEqual([])
  const up = fold(raised(), 'participant-bob', { type: 'hand/raised' })
  expect(decide(up, lowerAll, ada, 0)).toMatchObject({ code: 'forbidden' })
  expect(decide(up, lowerAll, speaker, 0)).toEqual([{ type: 'hand/all-lowered' }])
  const down = fold(up, speaker.id, { type: 'hand/all-lowered' })
  expect(down.hand.count).toBe(0)
  expect(ownOf('hand', down.hand, ada.id)).toBeUndefined()
})

test('[T40] a slide with live-hand lowers all hands when it begins and when it ends; other moves keep them up', () => {
  const first = raised()
  const step = fold(first, 'd', moved(0, 0))
  const next = fold(step, 'd', moved(1, -1))
  expect([step.hand, next.hand]).toEqual([first.hand, first.hand])
  expect(next.changed.hand).toBe(1)
  const begun = fold(next, 'd', moved(2, -1))
  expect(begun.hand.count).toBe(0)
  const up = raised(begun)
  expect(fold(up, 'd', moved(2, 0)).hand.count).toBe(1)
  expect(fold(up, 'd', moved(3, -1)).hand.count).toBe(0)
})
