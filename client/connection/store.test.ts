import { expect, test } from 'vitest'
import { createStore } from './store.ts'
import type { Event } from '../../protocol/event.ts'
import { ROLES } from '../../protocol/role.ts'
import { EMPTY, evolve, type State } from '../../protocol/state.ts'
import { maySubscribe } from '../../protocol/channels.ts'
import { FEATURE_NAMES, type FeatureName } from '../../protocol/features/index.ts'
import { changesSince } from '../../protocol/view.ts'
import { viewOf } from '../../tests/support/views.ts'

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
    { type: 'chat/said', text: `t${below(99)}` },
    { type: 'chat/said', text: `t${below(99)}`, paired: true },
    { type: 'chat/named', name: `n${below(9)}`, ...(below(2) === 0 && { paired: true as const }) },
    { type: 'chat/hidden', message: below(400), hidden: below(2) === 0 },
    { type: 'chat/name-reset', author: 1 + below(9) },
  ]
  return events[below(events.length)] as Event
}

test.each([1, 7, 20, 1999, 424242])(
  '[V1] seed %i: patches, ticks, drops and reconnects over all channels end in the view of one patch from 0',
  (seed) => {
    const below = random(seed)
    for (const role of ROLES) {
      const channels = FEATURE_NAMES.filter((name) => maySubscribe(name, role))
      let state: State = EMPTY
      let epoch = 'epoch-0'
      let store = createStore()
      const sent = new Map<FeatureName, number>()

      function give(name: FeatureName, since: number): void {
        const { from, to, change } = changesSince(state, name, since, role)
        const outcome = store.apply(epoch, name, from, to, change)
        // A gap is mended in this channel alone.
        if (outcome === 'gap') give(name, 0)
      }
      function live(name: FeatureName): void {
        give(name, sent.get(name) ?? 0)
        sent.set(name, state.changed[name])
      }
      function reconnect(): void {
        for (const name of channels) give(name, store.epoch === epoch ? store.seq(name) : 0)
      }

      reconnect()
      for (let seq = 1; seq <= 400; seq++) {
        state = evolve(state, { seq, at: seq, by: `d${below(9)}`, id: `i${seq}`, event: randomEvent(below) })
        const name = channels[below(channels.length)]!
        switch (below(12)) {
          case 0:
            // Lost on the way: the next one of this channel shows the gap.
            sent.set(name, state.changed[name])
            break
          case 1:
            reconnect()
            break
          case 2:
            // An answer to a subscription overlaps with what is sent live.
            give(name, Math.max(0, store.seq(name) - below(3)))
            break
          case 3:
            if (below(8) === 0) store = createStore()
            break
          case 4:
            if (below(8) === 0) {
              epoch = `epoch-${seq}`
              sent.clear()
            }
            break
          default:
            for (const each of channels) if (below(2) === 0) live(each)
        }
      }
      reconnect()
      const { chat, ...rest } = store.view
      const { chat: page, ...expected } = viewOf(state, role)
      expect(rest).toEqual(expected)
      // A browser may have older lines than a newcomer.
      expect(chat?.items.slice(-page!.items.length)).toEqual(page!.items)
      expect(chat?.speakers).toEqual(page!.speakers)
    }
  },
)

test('[V2] only the presenter sees the clock and who drives, and nobody the outline', () => {
  for (const role of ROLES) {
    const view = viewOf(EMPTY, role)
    expect('clock' in view).toBe(role === 'presenter')
    expect('driver' in view).toBe(role === 'presenter')
    expect(JSON.stringify(view)).not.toContain('outline')
  }
})

const at = (h: number) => ({ h, v: 0, f: -1 })
const BLACK = { blanked: true, join: false }

test('[V3] a patch from beyond what is here of its channel, or of another epoch, is a gap', () => {
  const store = createStore()
  expect(store.apply('one', 'screen', 3, 4, BLACK)).toBe('gap')
  expect(store.apply('one', 'screen', 0, 4, BLACK)).toBe('applied')
  expect(store.apply('one', 'position', 4, 5, at(1))).toBe('gap')
  expect(store.apply('one', 'screen', 5, 6, BLACK)).toBe('gap')
  expect(store.apply('two', 'screen', 4, 5, BLACK)).toBe('gap')
  expect(store.view).toEqual({ screen: BLACK })
  expect(store.seqs()).toEqual({ screen: 4 })
})

test('[V3] a late patch that is already known steps nothing back', () => {
  const store = createStore()
  store.apply('one', 'position', 0, 9, at(3))
  expect(store.apply('one', 'position', 4, 6, at(2))).toBe('applied')
  expect(store.view.position).toEqual(at(3))
  expect(store.seq('position')).toBe(9)
})

test('[V4] the first patch of another epoch makes the numbers of all channels void, and views stay until replaced', () => {
  const store = createStore()
  store.apply('one', 'position', 0, 9, at(3))
  store.apply('one', 'screen', 0, 8, BLACK)
  expect(store.apply('two', 'position', 0, 2, at(4))).toBe('applied')
  expect(store.seqs()).toEqual({ position: 2 })
  expect(store.view.screen).toEqual(BLACK)
  expect(store.apply('two', 'screen', 8, 9, BLACK)).toBe('gap')
})

test('[V5] what is a participant\u2019s own stays until a patch says otherwise', () => {
  const store = createStore()
  const seen: unknown[] = []
  store.apply('one', 'hand', 0, 1, { count: 1 }, true)
  store.on('hand', ({ count }, own) => seen.push([count, own]))
  store.apply('one', 'hand', 1, 2, { count: 2 })
  store.apply('one', 'hand', 2, 3, { count: 0 }, null)
  store.apply('one', 'hand', 3, 4, { count: 1 }, true)
  store.apply('two', 'hand', 0, 4, { count: 7 })
  expect(seen).toEqual([
    [1, true],
    [2, true],
    [0, undefined],
    [1, true],
    [7, undefined],
  ])
})

test('[V1] a listener hears of a change what changed, and of a whole view nothing but the view', () => {
  const store = createStore()
  const line = (id: number) => ({
    id,
    kind: 'said' as const,
    author: 1,
    name: 'ada',
    text: `t${id}`,
    at: 1,
    hidden: false,
  })
  const seen: unknown[] = []
  store.on('chat', ({ items }, _own, change) => seen.push([items.length, change?.items.length]))
  store.apply('one', 'chat', 0, 2, { items: [line(1), line(2)], earlier: false, speakers: [] })
  store.apply('one', 'chat', 2, 3, { items: [line(3)] })
  expect(seen).toEqual([
    [2, undefined],
    [3, 1],
  ])
})

test('[V8] a listener of a held channel waits, and then gets the earlier view and the change in one turn', () => {
  const store = createStore()
  const seen: string[] = []
  const listen = (name: string) => store.on('hand', ({ count }) => seen.push(`${name} ${count}`))
  store.apply('one', 'hand', 0, 1, { count: 1 })
  store.hold('hand')
  listen('a')
  listen('b')()
  expect(store.apply('one', 'hand', 3, 4, { count: 4 })).toBe('gap')
  expect(seen).toEqual([])
  store.apply('one', 'hand', 1, 2, { count: 2 })
  expect(seen).toEqual(['a 1', 'a 2'])
  listen('c')
  expect(seen).toEqual(['a 1', 'a 2', 'c 2'])
})

test('[V8] a held channel that is released without a patch shows what is here', () => {
  const store = createStore()
  const seen: number[] = []
  store.apply('one', 'hand', 0, 1, { count: 1 })
  store.hold('hand')
  store.on('hand', ({ count }) => seen.push(count))
  store.release('hand')
  store.release('hand')
  expect(seen).toEqual([1])
})
