import { expect, test } from 'vitest'
import { decide } from '../decide.ts'
import type { Event } from '../event.ts'
import { PACE_FADES_MS, PACES, paceNow, type Pace, type PaceView } from '../pace.ts'
import type { Who } from '../role.ts'
import { EMPTY, evolve, type State } from '../state.ts'
import { changesSince } from '../view.ts'
import { maySubscribe } from '../channels.ts'
import { paceOf } from './pace.ts'

const START = 1_800_000_000_000
const who = (id: string): Who => ({ role: 'audience', paired: false, id })
const say = (what: Pace | null) => ({ id: 'intent-01', type: 'pace/say', what }) as const

const DECK: State = {
  ...EMPTY,
  talk: {
    ...EMPTY.talk,
    outline: ['a', 'b', 'c'].map((id, h) => ({ id, h, v: 0, title: id, steps: 0 })),
  },
}

function fold(state: State, by: string, event: Event, at: number): State {
  return evolve(state, { seq: state.seq + 1, at, by, id: 'intent-01', event })
}
const moved = (state: State, h: number): State =>
  fold(state, 'd', { type: 'position/moved', h, v: 0, f: -1 }, START)

/** Sends the intent through the rules. */
function said(state: State, by: string, what: Pace | null, at = START): State {
  const events = decide(state, say(what), who(by), at)
  if ('code' in events) throw new Error(events.code)
  return events.reduce((now, event) => fold(now, by, event, at), state)
}

const view = (state: State): PaceView => changesSince(state, 'pace', 0, 'presenter').change
const now = (state: State, at = START) => paceNow(view(state).steps, at)

test('[R20] a participant says one thing about the pace of a slide, can change and withdraw it', () => {
  const lost = said(DECK, 'ada', 'lost')
  expect(decide(lost, say('lost'), who('ada'), START)).toEqual([])
  expect(now(lost)).toEqual({ slower: 0, faster: 0, lost: 1 })
  const slower = said(lost, 'ada', 'slower', START + 1000)
  expect(now(slower)).toEqual({ slower: 1, faster: 0, lost: 0 })
  expect(view(slower).slides).toEqual({ a: { slower: 1, faster: 0, lost: 0 } })
  expect(paceOf(slower, 'ada')).toBe('slower')
  const nothing = said(slower, 'ada', null)
  expect(now(nothing)).toEqual({ slower: 0, faster: 0, lost: 0 })
  expect(paceOf(nothing, 'ada')).toBeNull()
  expect(decide(nothing, say(null), who('ada'), START)).toEqual([])
})

test('[R20] only a participant with a cookie says it, and only on a slide', () => {
  expect(decide(DECK, say('lost'), { ...who('ada'), passing: true }, START)).toMatchObject({
    code: 'no-cookie',
  })
  for (const role of ['presenter', 'moderator', 'stage'] as const)
    expect(decide(DECK, say('lost'), { role, paired: true, id: 'd' }, START)).toMatchObject({
      code: 'forbidden',
    })
  expect(decide(EMPTY, say('lost'), who('ada'), START)).toMatchObject({ code: 'no-such-slide' })
})

test('[R21] only presenters and moderators may subscribe to it, and it names nobody', () => {
  expect(maySubscribe('pace', 'presenter') && maySubscribe('pace', 'moderator')).toBe(true)
  expect(maySubscribe('pace', 'audience') || maySubscribe('pace', 'stage')).toBe(false)
  expect(JSON.stringify(view(said(DECK, 'participant-ada', 'lost')))).not.toContain('ada')
})

test('[R22] it counts less and less, and after five minutes no more; the slide keeps it', () => {
  let state = DECK
  for (let i = 0; i < 10; i++) state = said(state, `p${i}`, 'lost', START + i * 100)
  const after = (share: number) => now(state, START + share * PACE_FADES_MS).lost
  expect([after(0), after(0.5), after(0.9)]).toEqual([10, 5, 1])
  expect(after(1.2)).toBe(0)
  expect(view(state).slides['a']).toEqual({ slower: 0, faster: 0, lost: 10 })
})

test('[R22] the newest word of a person counts, also from another slide, and each slide keeps its own', () => {
  const both = said(moved(said(DECK, 'ada', 'lost'), 1), 'ada', 'faster', START + 60_000)
  expect(now(both, START + 60_000)).toEqual({ slower: 0, faster: 1, lost: 0 })
  expect(view(both).slides).toEqual({
    a: { slower: 0, faster: 0, lost: 1 },
    b: { slower: 0, faster: 1, lost: 0 },
  })
  // Withdrawn on the first slide, the word about the second one stays.
  const back = said(moved(both, 0), 'ada', null, START + 61_000)
  expect(now(back, START + 61_000).faster).toBe(1)
  expect(view(back).slides['a']).toEqual({ slower: 0, faster: 0, lost: 0 })
})

test('[R22] a clock that jumps an hour ahead and back leaves nothing behind', () => {
  const jumped = said(said(DECK, 'ada', 'lost', START + 3_600_000), 'bob', 'slower')
  expect(now(jumped)).toEqual({ slower: 1, faster: 0, lost: 0 })
})

/** Deterministic numbers below `most`. */
function numbers(seed: number): (most: number) => number {
  let state = seed
  return (most) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * most)
  }
}

test.each([1, 2, 3, 4, 5])(
  '[R20] [R22] after any words of 30 people, each is counted once on each slide and at most once now (seed %i)',
  (seed) => {
    const pick = numbers(seed)
    const words = [...PACES, null] as const
    const expected = new Map<string, Pace | null>()
    const last = new Map<string, { slide: number; what: Pace | null }>()
    let state = DECK
    let at = START
    let slide = 0
    for (let i = 0; i < 600; i++) {
      at += pick(2000)
      if (pick(10) === 0) {
        slide = pick(3)
        state = moved(state, slide)
        continue
      }
      const by = `p${pick(30)}`
      const what = words[pick(4)]!
      const before = expected.get(`${slide} ${by}`) ?? null
      state = said(state, by, what, at)
      expected.set(`${slide} ${by}`, what)
      if (before === what) continue
      if (what !== null || last.get(by)?.slide === slide) last.set(by, { slide, what })
    }
    for (const [h, id] of ['a', 'b', 'c'].entries())
      for (const what of PACES) {
        const people = [...expected].filter(([key, each]) => key.startsWith(`${h} `) && each === what)
        expect(view(state).slides[id]?.[what] ?? 0).toBe(people.length)
      }
    const steps = view(state).steps
    expect(steps.length).toBeLessThanOrEqual(12)
    for (const what of PACES) {
      const counted = steps.reduce((sum, step) => sum + step[what], 0)
      expect(counted).toBeLessThanOrEqual([...last.values()].filter((each) => each.what === what).length)
    }
  },
)
