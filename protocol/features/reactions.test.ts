import { expect, test } from 'vitest'
import { maySubscribe } from '../channels.ts'
import { decide } from '../decide.ts'
import type { Intent } from '../intent.ts'
import { ROLES, SERVER } from '../role.ts'
import { EMPTY, evolve, type State } from '../state.ts'
import { changesSince } from '../view.ts'

const count = (slide: string, counts: Record<string, number>): Intent => ({
  id: 'intent-01',
  type: 'reactions/count',
  slides: [{ slide, counts }],
})

function counted(state: State, slide: string, counts: Record<string, number>): State {
  const events = decide(state, count(slide, counts), SERVER, 0)
  if ('code' in events) throw new Error(events.code)
  return events.reduce(
    (now, event) => evolve(now, { seq: now.seq + 1, at: 1, by: 'server', id: 'intent-01', event }),
    state,
  )
}

test('[R5] totals are added by slide and kind', () => {
  let state = counted(EMPTY, 'a', { '👏': 3 })
  state = counted(state, 'b', { '🤯': 1 })
  state = counted(state, 'a', { '👏': 2, '❤️': 1 })
  expect(changesSince(state, 'reactions', 0, 'presenter').change).toEqual({
    a: { '👏': 5, '❤️': 1 },
    b: { '🤯': 1 },
  })
})

test('[R5] only the server counts, and only presenters and moderators get the totals', () => {
  for (const role of ROLES) {
    const who = { role, paired: true, id: 'someone' }
    expect(decide(EMPTY, count('a', { '👏': 3 }), who, 0)).toMatchObject({ code: 'forbidden' })
  }
  expect(ROLES.filter((role) => maySubscribe('reactions', role))).toEqual(['presenter', 'moderator'])
})

test('[R5] a slide keeps a limited number of kinds, whatever its deck offers over time', () => {
  let state = EMPTY
  for (let i = 0; i < 100; i++) state = counted(state, 'a', { [String.fromCodePoint(0x1f600 + i)]: 1 })
  expect(Object.keys(state.reactions.totals.get('a') ?? {})).toHaveLength(24)
})
