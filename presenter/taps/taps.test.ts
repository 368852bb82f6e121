/** Tests the rules for taps, against a room whose answers the test controls. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { RETRY_FOR_MS } from '../../client/connection/intents.ts'
import { createStore } from '../../client/connection/store.ts'
import type { Outline } from '../../protocol/deck.ts'
import type { Position } from '../../protocol/features/position.ts'
import type { Intent } from '../../protocol/intent.ts'
import { refusal, type RefusalCode } from '../../protocol/refusal.ts'
import type { Ack } from '../../protocol/wire.ts'
import { createTaps, MAX_WAITING, type Outcome, type TapState, type Wish } from './taps.ts'

const OUTLINE: Outline = [0, 1, 2, 3].map((h) => ({
  id: `s${h}`,
  h,
  v: 0,
  title: `S${h}`,
  steps: h === 1 ? 2 : 0,
}))
const at = (h: number, f = -1): Position => ({ h, v: 0, f })
const NEXT: Wish = { kind: 'next' }

function setUp(start = at(0)) {
  const store = createStore()
  let seq = 1
  store.apply('epoch', 'position', 0, seq, start)
  store.apply('epoch', 'driver', 0, seq, { label: 'mine', term: 1 })
  const sent: { intent: Intent; answer: (ack: Ack) => void }[] = []
  const ended: Outcome[] = []
  const states: TapState[] = []
  const send = (intent: Intent): Promise<Ack> => new Promise((answer) => sent.push({ intent, answer }))
  const taps = createTaps({ send, store }, () => OUTLINE, {
    changed: (state) => states.push(state),
    ended: (_wish, outcome) => ended.push(outcome),
  })
  const flush = () => vi.advanceTimersByTimeAsync(0)
  return {
    taps,
    sent,
    ended,
    states,
    /** The talk moves: by this phone or by another. */
    move: (to: Position) => store.apply('epoch', 'position', store.seq('position'), ++seq, to),
    /** The lease moves: to another phone or back. */
    taken: (label: string, term: number) =>
      store.apply('epoch', 'driver', store.seq('driver'), ++seq, { label, term }),
    grant: async (ack: Ack = { ok: true, seq }) => {
      sent.at(-1)?.answer(ack)
      await flush()
    },
    refuse: async (code: RefusalCode) => {
      sent.at(-1)?.answer({ ok: false, refusal: refusal(code) })
      await flush()
    },
    /** The result of `room.send` without an answer in time. */
    silence: async () => {
      await vi.advanceTimersByTimeAsync(RETRY_FOR_MS)
      sent.at(-1)?.answer({ ok: false, refusal: refusal('unavailable') })
      await flush()
    },
    pause: (ms: number) => vi.advanceTimersByTimeAsync(ms),
    from: (i: number) => {
      const intent = sent[i]?.intent
      return intent && 'from' in intent ? intent.from : undefined
    },
  }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('[P1] a tap is pending from the touch until the server has acknowledged it', async () => {
  const phone = setUp()
  expect(phone.taps.tap(NEXT)).toBe(true)
  expect(phone.taps.state).toEqual({ name: 'pending', wish: NEXT, waiting: 0 })
  phone.move(at(1))
  expect(phone.taps.state.name).toBe('pending')
  await phone.grant()
  expect(phone.taps.state).toEqual({ name: 'idle' })
  expect(phone.ended).toEqual(['moved'])
})

test('[P2] each tap carries the position at which it was made', () => {
  const phone = setUp(at(1, 0))
  phone.taps.tap({ kind: 'prev' })
  expect(phone.sent[0]?.intent).toMatchObject({ type: 'position/prev', from: at(1, 0) })
})

test('[P3] a second tap before the answer waits, and starts from the result of the first', async () => {
  const phone = setUp()
  phone.taps.tap(NEXT)
  await phone.pause(120)
  phone.taps.tap(NEXT)
  expect(phone.sent).toHaveLength(1)
  phone.move(at(1))
  await phone.grant()
  expect(phone.sent).toHaveLength(2)
  expect(phone.from(1)).toEqual(at(1))
})

test('[P3] an acknowledgement that arrives before its patch does not send the next tap from the old slide', async () => {
  const phone = setUp()
  phone.taps.tap(NEXT)
  await phone.pause(200)
  phone.taps.tap(NEXT)
  await phone.grant({ ok: true, seq: 2 })
  expect(phone.sent).toHaveLength(1)
  phone.move(at(1))
  await phone.pause(0)
  expect(phone.from(1)).toEqual(at(1))
})

test('[P3] waiting taps are dropped if the first tap is refused or somebody else moves the talk', async () => {
  const refused = setUp()
  refused.taps.tap(NEXT)
  await refused.pause(200)
  refused.taps.tap(NEXT)
  await refused.refuse('moved-on')
  expect(refused.sent).toHaveLength(1)
  expect(refused.ended).toEqual(['moved-on'])

  const overtaken = setUp()
  overtaken.taps.tap(NEXT)
  await overtaken.pause(200)
  overtaken.taps.tap(NEXT)
  overtaken.move(at(1))
  overtaken.move(at(3))
  await overtaken.grant({ ok: true, seq: 2 })
  expect(overtaken.sent).toHaveLength(1)
  expect(overtaken.taps.state).toEqual({ name: 'idle' })
})

test('[P3] only a few taps wait', async () => {
  const phone = setUp()
  for (let i = 0; i <= MAX_WAITING + 1; i++) {
    phone.taps.tap(NEXT)
    await phone.pause(100)
  }
  expect(phone.taps.state).toMatchObject({ waiting: MAX_WAITING })
  expect(phone.ended).toEqual(['too-many'])
})

test('[P5] a tap without an answer asks, and sends the same intent when the speaker confirms', async () => {
  const phone = setUp()
  phone.taps.tap(NEXT)
  await phone.silence()
  expect(phone.taps.state).toEqual({ name: 'asking', wish: NEXT, since: 'stayed' })
  expect(phone.taps.tap(NEXT)).toBe(false)
  phone.taps.resend()
  expect(phone.sent).toHaveLength(2)
  expect(phone.sent[1]?.intent).toEqual(phone.sent[0]?.intent)
  phone.move(at(1))
  await phone.grant()
  expect(phone.taps.state).toEqual({ name: 'idle' })
  expect(phone.ended).toEqual(['moved'])
})

test('[P5] discarding sends nothing', async () => {
  const phone = setUp()
  phone.taps.tap(NEXT)
  await phone.silence()
  phone.taps.discard()
  expect(phone.taps.state).toEqual({ name: 'idle' })
  phone.taps.resend()
  expect(phone.sent).toHaveLength(1)
})

test('[P5] if the talk has moved meanwhile, the tap can only be discarded', async () => {
  const phone = setUp()
  phone.taps.tap(NEXT)
  await phone.silence()
  phone.move(at(3))
  expect(phone.taps.state).toMatchObject({ name: 'asking', since: 'moved' })
  phone.taps.resend()
  expect(phone.sent).toHaveLength(1)
})

test('[P5] a tap whose answer was lost is recognised by the new position', async () => {
  const phone = setUp()
  phone.taps.tap(NEXT)
  phone.move(at(1))
  await phone.silence()
  expect(phone.taps.state).toMatchObject({ name: 'asking', since: 'arrived' })
})

test('[P5] taps that wait behind one without an answer are never sent', async () => {
  const phone = setUp()
  phone.taps.tap(NEXT)
  await phone.pause(200)
  phone.taps.tap(NEXT)
  await phone.silence()
  phone.taps.discard()
  await phone.pause(10_000)
  expect(phone.sent).toHaveLength(1)
})

test('[P5] a tap that waited too long behind a slow one asks instead of moving late', async () => {
  const phone = setUp()
  phone.taps.tap(NEXT)
  await phone.pause(200)
  phone.taps.tap(NEXT)
  await phone.pause(RETRY_FOR_MS + 1)
  phone.move(at(1))
  await phone.grant()
  expect(phone.sent).toHaveLength(1)
  expect(phone.taps.state).toMatchObject({ name: 'asking', since: 'stayed' })
})

test('[P7] "cannot save", answered at once, is different from no answer', async () => {
  const phone = setUp()
  phone.taps.tap(NEXT)
  await phone.refuse('unavailable')
  expect(phone.ended).toEqual(['unavailable'])
  expect(phone.taps.state).toEqual({ name: 'idle' })
})

test('[P8] the move to the last step has its own outcome', async () => {
  const phone = setUp(at(2))
  phone.taps.tap(NEXT)
  phone.move(at(3))
  await phone.grant()
  expect(phone.ended).toEqual(['last'])
})

test('[P9] a jump is absolute, and a tap after it starts from its target', async () => {
  const phone = setUp()
  phone.taps.tap({ kind: 'jump', to: at(2) })
  await phone.pause(200)
  phone.taps.tap(NEXT)
  expect(phone.sent[0]?.intent).toMatchObject({ type: 'position/goto', to: at(2) })
  phone.move(at(2))
  await phone.grant()
  expect(phone.from(1)).toEqual(at(2))
})

test('[P6] waiting taps are dropped when the speaker hides the page', async () => {
  const phone = setUp()
  phone.taps.tap(NEXT)
  await phone.pause(200)
  phone.taps.tap(NEXT)
  phone.taps.dropWaiting()
  phone.move(at(1))
  await phone.grant()
  expect(phone.sent).toHaveLength(1)
})

test('[P24] a tap is sent with the term in which it was made, even if the phone has lost and regained the lease', async () => {
  const phone = setUp()
  phone.taps.tap(NEXT)
  await phone.pause(200)
  phone.taps.tap(NEXT)
  expect(phone.sent[0]?.intent).toMatchObject({ term: 1 })
  phone.move(at(1))
  phone.taken('another', 2)
  phone.taken('mine', 3)
  await phone.grant({ ok: true, seq: 2 })
  expect(phone.sent[1]?.intent).toMatchObject({ term: 1 })
})

test('[P24] once another phone has taken over, a tap without an answer can only be discarded', async () => {
  const phone = setUp()
  phone.taps.tap(NEXT)
  await phone.silence()
  phone.taken('another', 2)
  expect(phone.taps.state).toMatchObject({ name: 'asking', since: 'taken' })
  phone.taps.resend()
  expect(phone.sent).toHaveLength(1)
})

test('[P24] a tap that arrived before the lease was lost still counts as arrived', async () => {
  const phone = setUp()
  phone.taps.tap(NEXT)
  await phone.silence()
  phone.move(at(1))
  phone.taken('another', 2)
  expect(phone.taps.state).toMatchObject({ name: 'asking', since: 'arrived' })
})
