/** Tests for the rules of the lease, on states folded from their own events. */
import { expect, test } from 'vitest'
import { decide } from '../decide.ts'
import type { Event } from '../event.ts'
import type { Intent } from '../intent.ts'
import type { Refusal } from '../refusal.ts'
import { ROLES, SERVER, type Who } from '../role.ts'
import { EMPTY, evolve, type State } from '../state.ts'
import { viewOf } from '../../tests/support/views.ts'
import { deviceLabel } from './driver.ts'

const slides = [0, 1, 2, 3].map((h) => ({ id: `s${h}`, h, v: 0, title: `S${h}`, steps: 0 }))
const phone = (id: string): Who => ({ role: 'presenter', paired: true, id })
const A = phone('device-aaaa-1')
const B = phone('device-bbbb-2')
const LAPTOP: Who = { role: 'stage', paired: true, id: 'device-stage-3' }

let made = 0
const id = (): string => `intent-${String(++made).padStart(4, '0')}`
const goto = (h: number, term?: number): Intent => ({
  id: id(),
  type: 'position/goto',
  to: { h, v: 0, f: -1 },
  term,
})
const next = (h: number, term?: number): Intent => ({
  id: id(),
  type: 'position/next',
  from: { h, v: 0, f: -1 },
  term,
})
const take = (): Intent => ({ id: id(), type: 'driver/take' })

function begin() {
  let state: State = EMPTY
  const send = (intent: Intent, who: Who): Event[] | Refusal => {
    const decision = decide(state, intent, who, 0)
    if (!Array.isArray(decision)) return decision
    for (const event of decision) {
      state = evolve(state, { seq: state.seq + 1, at: 1, by: who.id, id: intent.id, event })
    }
    return decision
  }
  send({ id: id(), type: 'talk/outline', version: 'v1', slides }, SERVER)
  return {
    send,
    types: (intent: Intent, who: Who) => {
      const decision = send(intent, who)
      return Array.isArray(decision) ? decision.map(({ type }) => type) : decision.code
    },
    get state() {
      return state
    },
  }
}

test('[T20] the first move of a phone also takes the lease, and later moves do not take it again', () => {
  const talk = begin()
  expect(talk.send(next(0), A)).toEqual([
    { type: 'driver/taken', device: A.id, term: 1 },
    { type: 'position/moved', h: 1, v: 0, f: -1 },
  ])
  expect(talk.types(next(1), A)).toEqual(['position/moved'])
  expect(talk.state.driver).toMatchObject({ device: A.id, term: 1 })
})

test('[T20] a move that is refused or changes nothing does not take the lease', () => {
  const talk = begin()
  expect(talk.types(next(3), A)).toBe('moved-on')
  expect(talk.types(goto(9), A)).toBe('no-such-slide')
  expect(talk.types(goto(0), A)).toEqual([])
  expect(talk.state.driver).toMatchObject({ device: null, term: 0 })
})

test('[T21] a phone that does not drive is refused at every position, and the talk stays', () => {
  const talk = begin()
  talk.send(next(0), A)
  const { state } = talk
  for (const intent of [next(1), next(0), goto(3)]) {
    expect(talk.send(intent, B)).toEqual({ code: 'not-driver', retry: false })
  }
  expect(talk.state).toBe(state)
})

test('[T22] taking over moves the lease with a new term; the driver’s own take changes nothing', () => {
  const talk = begin()
  expect(talk.types(take(), A)).toEqual(['driver/taken'])
  expect(talk.types(take(), A)).toEqual([])
  expect(talk.types(take(), B)).toEqual(['driver/taken'])
  expect(talk.state.driver).toMatchObject({ device: B.id, term: 2 })
  expect(talk.types(goto(1), A)).toBe('not-driver')
  expect(talk.types(goto(1), B)).toEqual(['position/moved'])
})

test('[T22] only a presenter can take the lease', () => {
  const talk = begin()
  for (const role of ROLES) {
    const decision = talk.send(take(), { role, paired: true, id: `device-${role}` })
    expect(Array.isArray(decision), role).toBe(role === 'presenter')
  }
})

test('[T23] a move with an older term is refused, even if its phone has the lease again', () => {
  const talk = begin()
  talk.send(goto(1, 0), A)
  talk.send(take(), B)
  talk.send(take(), A)
  expect(talk.state.driver).toMatchObject({ device: A.id, term: 3 })
  for (const term of [0, 1, 2]) {
    expect(talk.types(goto(2, term), A)).toBe('not-driver')
    expect(talk.types(next(1, term), A)).toBe('not-driver')
  }
  expect(talk.types(goto(2, 3), A)).toEqual(['position/moved'])
})

test('[T23] taps from before the first lease still count for the phone that took it', () => {
  const talk = begin()
  expect(talk.types(next(0, 0), A)).toEqual(['driver/taken', 'position/moved'])
  expect(talk.types(next(1, 0), A)).toEqual(['position/moved'])
  expect(talk.types(next(2, 0), B)).toBe('not-driver')
})

test('[T24] a paired stage and the server can always move, and do not take the lease', () => {
  const talk = begin()
  expect(talk.types(next(0), LAPTOP)).toEqual(['position/moved'])
  talk.send(take(), A)
  expect(talk.types(next(1), LAPTOP)).toEqual(['position/moved'])
  expect(talk.types(goto(0), SERVER)).toEqual(['position/moved'])
  expect(talk.state.driver).toMatchObject({ device: A.id, term: 1 })
})

test('[T25] only the presenter’s view contains the driver, by a label and never by the id', () => {
  const talk = begin()
  expect(viewOf(talk.state, 'presenter').driver).toEqual({ label: null, term: 0 })
  talk.send(next(0), A)
  for (const role of ROLES) {
    const view = viewOf(talk.state, role)
    expect('driver' in view, role).toBe(role === 'presenter')
    expect(JSON.stringify(view)).not.toContain(A.id)
  }
  expect(viewOf(talk.state, 'presenter').driver).toEqual({ label: deviceLabel(A.id), term: 1 })
  expect(deviceLabel(A.id)).not.toBe(deviceLabel(B.id))
})

const request = (): Intent => ({ id: id(), type: 'driver/request' })
const handOver = (to: string): Intent => ({ id: id(), type: 'driver/hand-over', to })

test('[K20] a phone asks, the driver hands over to it, and the taps of the earlier driver are refused', () => {
  const talk = begin()
  const { send, types } = talk
  send(next(0), A)
  expect(types(request(), B)).toEqual(['driver/requested'])
  expect(types(request(), B)).toEqual([])
  expect(viewOf(talk.state, 'presenter').driver).toEqual({
    label: deviceLabel(A.id),
    term: 1,
    wants: deviceLabel(B.id),
  })
  expect(types(handOver(deviceLabel(B.id)), B)).toBe('not-driver')
  expect(types(handOver('nobody'), A)).toBe('no-such-item')
  expect(types(handOver(deviceLabel(B.id)), A)).toEqual(['driver/taken'])
  expect(viewOf(talk.state, 'presenter').driver).toEqual({ label: deviceLabel(B.id), term: 2 })
  expect(types(next(1, 1), A)).toBe('not-driver')
  expect(types(next(1, 2), B)).toEqual(['position/moved'])
  // A repeated tap on the same button changes nothing.
  expect(types(handOver(deviceLabel(B.id)), A)).toEqual([])
})

test('[K20] while nobody drives, a phone that asks drives; whoever takes over ends the request', () => {
  const talk = begin()
  const { types } = talk
  expect(types(request(), A)).toEqual(['driver/taken'])
  expect(types(request(), A)).toEqual([])
  expect(types(request(), B)).toEqual(['driver/requested'])
  expect(types(take(), B)).toEqual(['driver/taken'])
  expect(talk.state.driver.wants).toBeUndefined()
})
