/** A talk of four slides for unit tests of what drives it: it answers and moves only when the test says so. */
import { vi } from 'vitest'
import { createStore } from '../../client/connection/store.ts'
import { RETRY_FOR_MS } from '../../client/connection/intents.ts'
import type { Outline } from '../../protocol/deck.ts'
import type { Position } from '../../protocol/position.ts'
import type { Intent } from '../../protocol/intent.ts'
import { refusal, type RefusalCode } from '../../protocol/refusal.ts'
import type { Ack } from '../../protocol/wire.ts'

/** The second slide has two steps. */
export const OUTLINE: Outline = [0, 1, 2, 3].map((h) => ({
  id: `s${h}`,
  h,
  v: 0,
  title: `S${h}`,
  steps: h === 1 ? 2 : 0,
}))

export const at = (h: number, f = -1): Position => ({ h, v: 0, f })

/** Needs `vi.useFakeTimers`. */
export function createFakeTalk(start = at(0)) {
  const store = createStore()
  let seq = 1
  store.apply('epoch', 'position', 0, seq, start)
  store.apply('epoch', 'screen', 0, seq, { blanked: false, join: false })
  store.apply('epoch', 'driver', 0, seq, { label: 'mine', term: 1 })
  const sent: { intent: Intent; answer: (ack: Ack) => void }[] = []
  const pause = (ms: number) => vi.advanceTimersByTimeAsync(ms)
  async function answer(ack: Ack): Promise<void> {
    sent.at(-1)?.answer(ack)
    await pause(0)
  }
  return {
    store,
    sent,
    pause,
    send: (intent: Intent): Promise<Ack> => new Promise((resolve) => sent.push({ intent, answer: resolve })),
    /** The talk moves: by this device or by another. */
    move: (to: Position) => store.apply('epoch', 'position', store.seq('position'), ++seq, to),
    screen: (blanked: boolean, join: boolean) =>
      store.apply('epoch', 'screen', store.seq('screen'), ++seq, { blanked, join }),
    /** The lease moves: to another phone or back. */
    taken: (label: string, term: number) =>
      store.apply('epoch', 'driver', store.seq('driver'), ++seq, { label, term }),
    grant: (ack: Ack = { ok: true, seq }) => answer(ack),
    refuse: (code: RefusalCode) => answer({ ok: false, refusal: refusal(code) }),
    /** The result of `send` without an answer in time. */
    async silence() {
      await pause(RETRY_FOR_MS)
      await answer({ ok: false, refusal: refusal('unavailable') })
    },
    /** Where the nth move was made. */
    from(i: number) {
      const intent = sent[i]?.intent
      return intent && 'from' in intent ? intent.from : undefined
    },
  }
}
