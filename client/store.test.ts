import { expect, test } from 'vitest'
import { createStore } from './store.ts'
import type { Event } from '../protocol/event.ts'
import { ROLES } from '../protocol/role.ts'
import { EMPTY, evolve, type State } from '../protocol/state.ts'
import { changesSince } from '../protocol/view.ts'

/** A generator with a seed, so that a failing run can be named and kept. */
function random(seed: number): (below: number) => number {
  let a = seed
  return (below) => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

const slides = Array.from({ length: 8 }, (_, h) => ({ id: `s${h}`, h, v: 0, title: `S${h}`, steps: 3 }))

function randomEvent(below: (n: number) => number): Event {
  const events: Event[] = [
    { type: 'position/moved', h: below(8), v: 0, f: below(4) - 1 },
    { type: 'driver/taken', device: `device-${below(3)}`, term: below(9) },
    { type: 'screen/blanked', blanked: below(2) === 0 },
    { type: 'screen/join-shown', shown: below(2) === 0 },
    { type: 'clock/restarted' },
    { type: 'talk/outlined', version: `v${below(5)}`, slides: slides.slice(below(7)) },
    { type: 'talk/ended' },
    { type: 'talk/reopened' },
    { type: 'chat/limited', open: below(2) === 0, slow: below(3) },
    { type: 'posts/held', held: below(2) === 0 },
    { type: 'hand/raised' },
  ]
  return events[below(events.length)] as Event
}

test.each([1, 7, 20, 1999, 424242])(
  '[V1] seed %i: any sequence of patches gives the view of one patch from 0',
  (seed) => {
    const below = random(seed)
    for (const role of ROLES) {
      let state: State = EMPTY
      const store = createStore()
      for (let seq = 1; seq <= 300; seq++) {
        state = evolve(state, { seq, at: seq, by: `d${below(9)}`, id: `i${seq}`, event: randomEvent(below) })
        // A browser looks in at random moments, sometimes with an overlap.
        if (below(3) > 0) continue
        const since = Math.max(0, store.seq - below(3))
        expect(store.apply('epoch', since, state.seq, changesSince(state, since, role))).toBe('applied')
        expect(store.view).toEqual(changesSince(state, 0, role))
      }
    }
  },
)

test('[V2] only the presenter sees the clock and who drives, and nobody the outline', () => {
  for (const role of ROLES) {
    const view = changesSince(EMPTY, 0, role)
    expect('clock' in view).toBe(role === 'presenter')
    expect('driver' in view).toBe(role === 'presenter')
    expect(JSON.stringify(view)).not.toContain('outline')
  }
})

test('[V3] a patch from beyond what is here, or of another epoch, is a gap', () => {
  const store = createStore()
  expect(store.apply('one', 3, 4, {})).toBe('gap')
  store.apply('one', 0, 4, { screen: { blanked: true, join: false } })
  expect(store.apply('one', 5, 6, {})).toBe('gap')
  expect(store.apply('two', 4, 5, {})).toBe('gap')
  expect(store.view.screen).toEqual({ blanked: true, join: false })
})

test('[V3] a late patch that is already known steps nothing back', () => {
  const store = createStore()
  store.apply('one', 0, 9, { position: { h: 3, v: 0, f: -1 } })
  expect(store.apply('one', 4, 6, { position: { h: 2, v: 0, f: -1 } })).toBe('applied')
  expect(store.view.position).toEqual({ h: 3, v: 0, f: -1 })
  expect(store.seq).toBe(9)
})
