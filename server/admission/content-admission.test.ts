import { expect, test } from 'vitest'
import type { Who } from '../../protocol/role.ts'
import { EMPTY, evolve, type State } from '../../protocol/state.ts'
import { createAddressRate } from './rate-by-address.ts'
import { createContentAdmission } from './content-admission.ts'
import { createContentRate } from './content-rate.ts'

const person = (id: string): Who => ({ role: 'audience', paired: false, id })

/** A room that stores each accepted message at once. */
function room() {
  let now = 1_000_000
  let state: State = EMPTY
  const listeners = new Set<(state: State) => void>()
  const talk = {
    get state() {
      return state
    },
    onChange(listener: (state: State) => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  let made = 0
  function store(by: string): void {
    const event = { type: 'chat/said', text: 'x' } as const
    state = evolve(state, { seq: state.seq + 1, at: now, by, id: `intent-${made}`, event })
    for (const listener of listeners) listener(state)
  }
  const door = createContentAdmission(
    talk,
    createContentRate(() => now),
    () => now,
  )
  const strangers = createAddressRate(1000, 20, () => now)
  return {
    door,
    store,
    pass: (ms: number) => (now += ms),
    /** 0 if it was accepted and stored. */
    say(who: Who, address = '10.0.0.1'): number {
      const intent = { id: `intent-${++made}`, type: 'chat/say' } as const
      const entered = door.enter(intent, who, strangers.bucketOf(address))
      if (typeof entered === 'number') return entered
      store(who.id)
      entered()
      return 0
    },
  }
}

test('[E137] a room accepts 50 messages a second from all people together', () => {
  const { say, pass } = room()
  let taken = 0
  for (let second = 0; second < 20; second++) {
    for (let i = 0; i < 300; i++)
      if (say(person(`guest-${second}-${i}`), `10.0.${second}.${i}`) === 0) taken += 1
    pass(1000)
  }
  expect(taken).toBeGreaterThanOrEqual(19 * 50)
  expect(taken).toBeLessThanOrEqual(150 + 20 * 50)
})

test('[E137] in a flood, people who have just written are refused first, then first-time writers, then people who wrote earlier', () => {
  const { say, pass } = room()
  expect(say(person('ada'))).toBe(0)
  pass(70_000)
  const refused = (who: string): boolean => say(person(who)) > 0
  let few = 0
  while (!refused(`guest-${few}`)) few += 1
  // Nothing is left for first-time writers and for those who have just written; ada was silent.
  expect(refused('guest-0')).toBe(true)
  expect(say(person('guest-0'))).toBeGreaterThanOrEqual(1000)
  expect(refused('ada')).toBe(false)
  // A first-time writer is accepted before somebody who has just written.
  pass(300)
  expect(refused('guest-1')).toBe(true)
  expect(refused('another')).toBe(false)
})

test('[E137] counts messages that another node has stored', () => {
  const { say, store } = room()
  for (let i = 0; i < 150; i++) store(`guest-far-${i}`)
  expect(say(person('guest-1'))).toBeGreaterThan(0)
})

test('[E137] limits first-time writers of one address, but not people who have written before', () => {
  const { say, pass } = room()
  let strangers = 0
  // As fast as the room allows, which is faster than the limit for one address.
  while (say(person(`guest-${strangers}`)) === 0) {
    strangers += 1
    pass(20)
  }
  expect(strangers).toBeGreaterThanOrEqual(1000)
  expect(strangers).toBeLessThan(2000)
  expect(say(person('guest-3'))).toBe(0)
  expect(say(person('elsewhere'), '2001:db8::1')).toBe(0)
})

test('[E137] a retry of an accepted message does not count', () => {
  const { door, say } = room()
  const again = { id: 'intent-once', type: 'chat/say' } as const
  expect(typeof door.enter(again, person('ada'), undefined)).toBe('function')
  for (let i = 0; i < 400; i++) say(person(`guest-${i}`))
  expect(typeof door.enter(again, person('ada'), undefined)).toBe('function')
})

test("[E137] the room's limit never refuses a paired browser", () => {
  const { say } = room()
  for (let i = 0; i < 400; i++) say(person(`guest-${i}`))
  expect(say({ role: 'moderator', paired: true, id: 'device-1' })).toBe(0)
})

test('[Q12] a question counts as a text of the room, a vote does not', () => {
  const { door, say } = room()
  const enter = (id: string, type: 'question/ask' | 'question/vote') =>
    door.enter({ id, type }, person(id), undefined)
  for (let i = 0; i < 200; i++) expect(typeof enter(`vote-${i}`, 'question/vote')).toBe('function')
  // Each that is on its way to the log counts.
  for (let i = 0; i < 125; i++) expect(typeof enter(`ask-${i}`, 'question/ask')).toBe('function')
  expect(typeof enter('ask-125', 'question/ask')).toBe('number')
  expect(say(person('ada'))).toBeGreaterThan(0)
})

test('[S13] all addresses of one IPv6 network count as one', () => {
  const rate = createAddressRate(1, 0.001)
  const taken = ['2001:db8:1:2::1', '2001:db8:1:2:3:4:5:6', '2001:db8:1:3::1', '::1', '10.0.0.1'].map(
    (address) => rate.take(address) === 0,
  )
  expect(taken).toEqual([true, false, true, true, true])
})
