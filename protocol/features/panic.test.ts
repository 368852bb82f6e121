import { expect, test } from 'vitest'
import { sampleIntent } from '../../tests/support/samples.ts'
import { decide } from '../decide.ts'
import { INTENT_TYPES, INTENTS } from '../intent.ts'
import { ROLES, type Who } from '../role.ts'
import { EMPTY, evolve, type State } from '../state.ts'
import { changesSince } from '../view.ts'

const guest: Who = { role: 'audience', paired: false, id: 'guest-ada' }
const moderator: Who = { role: 'moderator', paired: true, id: 'device-mod' }
const set = (on: boolean) => ({ id: 'intent-01', type: 'panic/set', on }) as const

function switched(state: State, on: boolean): State {
  const event = { type: 'panic/switched', on } as const
  return evolve(state, { seq: state.seq + 1, at: 1, by: moderator.id, id: 'intent-01', event })
}

test('[K1] moderators switch it on and off, and everybody sees its state', () => {
  expect(decide(EMPTY, set(true), moderator, 0)).toEqual([{ type: 'panic/switched', on: true }])
  const on = switched(EMPTY, true)
  expect(decide(on, set(true), moderator, 0)).toEqual([])
  expect(decide(on, set(false), moderator, 0)).toEqual([{ type: 'panic/switched', on: false }])
  for (const role of ROLES) expect(changesSince(on, 'panic', 0, role).change).toEqual({ on: true })
  expect(switched(on, false).panic).toEqual(EMPTY.panic)
  expect(INTENTS['panic/set'].whenUnsaved).toBe('go-on')
})

test.each(INTENT_TYPES.filter((type) => INTENTS[type].who.includes('audience')))(
  '[K1] while it is on, %s of the audience is refused as paused, whether the browser is paired or not',
  (type) => {
    const on = switched(EMPTY, true)
    for (const paired of [false, true])
      expect(decide(on, sampleIntent(type), { ...guest, paired }, 0)).toMatchObject({
        code: 'paused',
        retry: true,
      })
    const off = decide(switched(on, false), sampleIntent(type), guest, 0)
    expect('code' in off && off.code).not.toBe('paused')
  },
)

test('[K1] while it is on, the slides move and moderators write', () => {
  const on = switched(EMPTY, true)
  const moved = decide(on, { id: 'intent-02', type: 'chat/say', text: 'One moment, please.' }, moderator, 0)
  expect(moved).toMatchObject([{ type: 'chat/said' }])
  const next = decide(on, sampleIntent('position/next'), { ...moderator, role: 'presenter' }, 0)
  expect('code' in next && next.code).not.toBe('paused')
})
