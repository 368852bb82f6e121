/** Tests the rules for moves on their way, against a talk whose answers the test controls. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { at, createFakeTalk, OUTLINE } from '../tests/support/fake-talk.ts'
import { createMoveQueue, type Outcome, type Wish } from './move-queue.ts'

const MAX_WAITING = 3

function setUp(start = at(0)) {
  const talk = createFakeTalk(start)
  const ended: Outcome[] = []
  let onItsWay: Wish | undefined
  const queue = createMoveQueue(talk, () => OUTLINE, {
    mostWaiting: MAX_WAITING,
    changed: (wish) => (onItsWay = wish),
    ended: (outcome) => ended.push(outcome),
  })
  return { ...talk, queue, ended, onItsWay: () => onItsWay }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('[P1] a tap is pending from the touch until the server has acknowledged it', async () => {
  const phone = setUp()
  phone.queue.add('next')
  expect(phone.onItsWay()).toBe('next')
  phone.move(at(1))
  expect(phone.onItsWay()).toBe('next')
  await phone.grant()
  expect(phone.onItsWay()).toBeUndefined()
  expect(phone.ended).toEqual(['moved'])
})

test('[P2] each tap carries the position at which it was made', () => {
  const phone = setUp(at(1, 0))
  phone.queue.add('prev')
  expect(phone.sent[0]?.intent).toMatchObject({ type: 'position/prev', from: at(1, 0) })
})

test('[P3] a second tap before the answer waits, and starts from the result of the first', async () => {
  const phone = setUp()
  phone.queue.add('next')
  await phone.pause(120)
  phone.queue.add('next')
  expect(phone.sent).toHaveLength(1)
  phone.move(at(1))
  await phone.grant()
  expect(phone.sent).toHaveLength(2)
  expect(phone.from(1)).toEqual(at(1))
})

test('[P3] an acknowledgement that arrives before its patch does not send the next tap from the old slide', async () => {
  const phone = setUp()
  phone.queue.add('next')
  await phone.pause(200)
  phone.queue.add('next')
  await phone.grant({ ok: true, seq: 2 })
  expect(phone.sent).toHaveLength(1)
  phone.move(at(1))
  await phone.pause(0)
  expect(phone.from(1)).toEqual(at(1))
})

test('[P3] waiting taps are dropped if the first tap is refused or somebody else moves the talk', async () => {
  const refused = setUp()
  refused.queue.add('next')
  await refused.pause(200)
  refused.queue.add('next')
  await refused.refuse('moved-on')
  expect(refused.sent).toHaveLength(1)
  expect(refused.ended).toEqual(['moved-on'])

  const overtaken = setUp()
  overtaken.queue.add('next')
  await overtaken.pause(200)
  overtaken.queue.add('next')
  overtaken.move(at(1))
  overtaken.move(at(3))
  await overtaken.grant({ ok: true, seq: 2 })
  expect(overtaken.sent).toHaveLength(1)
  expect(overtaken.onItsWay()).toBeUndefined()
})

test('[P3] only a few taps wait', async () => {
  const phone = setUp()
  for (let i = 0; i <= MAX_WAITING + 1; i++) {
    phone.queue.add('next')
    await phone.pause(100)
  }
  expect(phone.ended).toEqual(['too-many'])
})

test('[P8] the move to the last step has its own outcome', async () => {
  const phone = setUp(at(2))
  phone.queue.add('next')
  phone.move(at(3))
  await phone.grant()
  expect(phone.ended).toEqual(['last'])
})

test('[P9] a jump is absolute, and a tap after it starts from its target', async () => {
  const phone = setUp()
  phone.queue.add(at(2))
  await phone.pause(200)
  phone.queue.add('next')
  expect(phone.sent[0]?.intent).toMatchObject({ type: 'position/goto', to: at(2) })
  phone.move(at(2))
  await phone.grant()
  expect(phone.from(1)).toEqual(at(2))
})

test('[P6] waiting taps are dropped when the speaker hides the page', async () => {
  const phone = setUp()
  phone.queue.add('next')
  await phone.pause(200)
  phone.queue.add('next')
  phone.queue.dropWaiting()
  phone.move(at(1))
  await phone.grant()
  expect(phone.sent).toHaveLength(1)
})

test('[P24] a tap is sent with the term in which it was made, even if the phone has lost and regained the lease', async () => {
  const phone = setUp()
  phone.queue.add('next')
  await phone.pause(200)
  phone.queue.add('next')
  expect(phone.sent[0]?.intent).toMatchObject({ term: 1 })
  phone.move(at(1))
  phone.taken('another', 2)
  phone.taken('mine', 3)
  await phone.grant({ ok: true, seq: 2 })
  expect(phone.sent[1]?.intent).toMatchObject({ term: 1 })
})
