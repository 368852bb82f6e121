/** Tests the question about a tap without an answer, against a talk whose answers the test controls. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { RETRY_FOR_MS } from '../../client/connection/intents.ts'
import type { Outcome } from '../../client/move-queue.ts'
import { at, createFakeTalk, OUTLINE } from '../../tests/support/fake-talk.ts'
import { createTaps, type TapState } from './taps.ts'

function setUp() {
  const talk = createFakeTalk()
  const ended: Outcome[] = []
  let state: TapState = { name: 'idle' }
  const taps = createTaps(talk, () => OUTLINE, {
    changed: (next) => (state = next),
    ended: (outcome) => ended.push(outcome),
  })
  return { ...talk, taps, ended, state: () => state }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('[P5] a tap without an answer asks, and sends the same intent when the speaker confirms', async () => {
  const phone = setUp()
  phone.taps.tap('next')
  await phone.silence()
  expect(phone.state()).toEqual({ name: 'asking', wish: 'next', since: 'stayed' })
  phone.taps.tap('next')
  expect(phone.sent).toHaveLength(1)
  phone.taps.resend()
  expect(phone.sent).toHaveLength(2)
  expect(phone.sent[1]?.intent).toEqual(phone.sent[0]?.intent)
  phone.move(at(1))
  await phone.grant()
  expect(phone.state()).toEqual({ name: 'idle' })
  expect(phone.ended).toEqual(['moved'])
})

test('[P5] discarding sends nothing', async () => {
  const phone = setUp()
  phone.taps.tap('next')
  await phone.silence()
  phone.taps.discard()
  expect(phone.state()).toEqual({ name: 'idle' })
  phone.taps.resend()
  expect(phone.sent).toHaveLength(1)
})

test('[P5] if the talk has moved meanwhile, the tap can only be discarded', async () => {
  const phone = setUp()
  phone.taps.tap('next')
  await phone.silence()
  phone.move(at(3))
  expect(phone.state()).toMatchObject({ name: 'asking', since: 'moved' })
  phone.taps.resend()
  expect(phone.sent).toHaveLength(1)
})

test('[P5] a tap whose answer was lost is recognised by the new position', async () => {
  const phone = setUp()
  phone.taps.tap('next')
  phone.move(at(1))
  await phone.silence()
  expect(phone.state()).toMatchObject({ name: 'asking', since: 'arrived' })
})

test('[P5] taps that wait behind one without an answer are never sent', async () => {
  const phone = setUp()
  phone.taps.tap('next')
  await phone.pause(200)
  phone.taps.tap('next')
  await phone.silence()
  phone.taps.discard()
  await phone.pause(10_000)
  expect(phone.sent).toHaveLength(1)
})

test('[P5] a tap that waited too long behind a slow one asks instead of moving late', async () => {
  const phone = setUp()
  phone.taps.tap('next')
  await phone.pause(200)
  phone.taps.tap('next')
  await phone.pause(RETRY_FOR_MS + 1)
  phone.move(at(1))
  await phone.grant()
  expect(phone.sent).toHaveLength(1)
  expect(phone.state()).toMatchObject({ name: 'asking', since: 'stayed' })
})

test('[P7] "cannot save", answered at once, is different from no answer', async () => {
  const phone = setUp()
  phone.taps.tap('next')
  await phone.refuse('unavailable')
  expect(phone.ended).toEqual(['unavailable'])
  expect(phone.state()).toEqual({ name: 'idle' })
})

test('[P24] once another phone has taken over, a tap without an answer can only be discarded', async () => {
  const phone = setUp()
  phone.taps.tap('next')
  await phone.silence()
  phone.taken('another', 2)
  expect(phone.state()).toMatchObject({ name: 'asking', since: 'taken' })
  phone.taps.resend()
  expect(phone.sent).toHaveLength(1)
})

test('[P24] a tap that arrived before the lease was lost still counts as arrived', async () => {
  const phone = setUp()
  phone.taps.tap('next')
  await phone.silence()
  phone.move(at(1))
  phone.taken('another', 2)
  expect(phone.state()).toMatchObject({ name: 'asking', since: 'arrived' })
})
