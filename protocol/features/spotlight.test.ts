import { expect, test } from 'vitest'
import { decide } from '../decide.ts'
import type { Event } from '../event.ts'
import { parseIntent } from '../intent.ts'
import { ROLES, type Who } from '../role.ts'
import { EMPTY, evolve, type State } from '../state.ts'
import { changesSince } from '../view.ts'

const speaker: Who = { role: 'presenter', paired: true, id: 'device-1' }
const shown = (item: string): Event => ({ type: 'spotlight/shown', kind: 'question', item })
const show = (item: string) => ({ id: 'intent-01', type: 'spotlight/show', kind: 'question', item }) as const
const clear = { id: 'intent-02', type: 'spotlight/clear' } as const

/** The room has asked four questions. */
function after(...events: Event[]): State {
  const asked: Event = { type: 'question/asked', text: 'Why?', name: '', tags: [], held: false }
  return [asked, asked, asked, asked, ...events].reduce(
    (state, event) => evolve(state, { seq: state.seq + 1, at: 1, by: speaker.id, id: 'intent-01', event }),
    EMPTY,
  )
}

test('[Y1] a presenter or moderator shows one item, which replaces the one before', () => {
  expect(decide(after(), show('3'), speaker, 0)).toEqual([shown('3')])
  expect(decide(after(shown('3')), show('3'), speaker, 0)).toEqual([])
  expect(decide(after(shown('3')), show('4'), { ...speaker, role: 'moderator' }, 0)).toEqual([shown('4')])
  expect(decide(after(shown('3')), clear, speaker, 0)).toEqual([{ type: 'spotlight/cleared' }])
  expect(decide(after(), clear, speaker, 0)).toEqual([])
})

test('[Y1] every role sees the item when it subscribes', () => {
  const change = { item: { kind: 'question', id: '4' } }
  for (const role of ROLES) {
    expect(changesSince(after(shown('4')), 'spotlight', 0, role).change).toEqual(change)
  }
})

test('[Y1] every move of the slides, also a step, clears it', () => {
  const moved: Event = { type: 'position/moved', h: 0, v: 0, f: 0 }
  expect(after(shown('4'), moved).spotlight).toEqual({ item: null })
  expect(after(shown('4'), { type: 'spotlight/cleared' }).spotlight).toEqual({ item: null })
  expect(after(moved).changed.spotlight).toBe(0)
})

test('[Y1] an item is an id of its feature, not any text', () => {
  expect(parseIntent(show('poll-1.round:2'))).toMatchObject({ item: 'poll-1.round:2' })
  for (const item of ['', 'a b', '<b>', 'x'.repeat(81)])
    expect(parseIntent(show(item))).toMatchObject({ code: 'malformed' })
})
