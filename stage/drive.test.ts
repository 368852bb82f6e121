/** Tests that presses on the stage become intents one by one, each from the talk's actual position. */
import { describe, expect, it } from 'vitest'
import { createStore } from '../client/connection/store.ts'
import type { OutlineSlide } from '../protocol/deck.ts'
import { decidePosition } from '../protocol/features/position.ts'
import type { Intent } from '../protocol/intent.ts'
import type { Refusal } from '../protocol/refusal.ts'
import type { Ack } from '../protocol/wire.ts'
import { createDriver } from './drive.ts'

const outline: OutlineSlide[] = [0, 1, 2, 3].map((h) => ({ id: `s${h}`, h, v: 0, title: `s${h}`, steps: 0 }))

/** A room with a talk at its start. Patches come after the acknowledgement, as they may. */
function room(answer?: (intent: Intent) => Ack) {
  const store = createStore()
  store.apply('epoch', 'position', 0, 1, { h: 0, v: 0, f: -1 })
  store.apply('epoch', 'screen', 0, 1, { blanked: false, join: false })
  const sent: Intent[] = []
  async function send(intent: Intent): Promise<Ack> {
    sent.push(intent)
    await Promise.resolve()
    if (answer) return answer(intent)
    if (!intent.type.startsWith('position/')) return { ok: true, seq: store.seq('screen') }
    const result = decidePosition(store.view.position!, outline, intent as never)
    if (!Array.isArray(result)) return { ok: false, refusal: result }
    const seq = store.seq('position') + 1
    const { h, v, f } = result[0]!
    setTimeout(() => store.apply('epoch', 'position', seq - 1, seq, { h, v, f }), 5)
    return { ok: true, seq }
  }
  return { store, sent, send }
}

describe('driving from the stage', () => {
  it('[B4] two fast presses move two slides: the second starts where the first has arrived', async () => {
    const there = room()
    const driver = createDriver(
      there,
      () => outline,
      () => {},
    )
    driver.press('next')
    driver.press('next')
    await expect.poll(() => there.store.view.position).toMatchObject({ h: 2 })
    expect(there.sent.map((intent) => ('from' in intent ? intent.from.h : null))).toEqual([0, 1])
  })

  it('[B4] goes to the ends and to a linked slide, but not to a slide that does not exist', async () => {
    const there = room()
    const driver = createDriver(
      there,
      () => outline,
      () => {},
    )
    driver.press('last')
    driver.press({ h: 9, v: 0, f: -1 })
    driver.press('first')
    await expect.poll(() => there.sent).toHaveLength(2)
    expect(there.sent).toMatchObject([{ to: { h: 3 } }, { to: { h: 0 } }])
  })

  it('[B4] requests the opposite of what the screen shows', async () => {
    const there = room()
    const driver = createDriver(
      there,
      () => outline,
      () => {},
    )
    driver.press('black')
    driver.press('join')
    await expect.poll(() => there.sent).toHaveLength(2)
    expect(there.sent).toMatchObject([
      { type: 'screen/blank', blanked: true },
      { type: 'screen/join', shown: true },
    ])
  })

  it('[B3] a refusal is reported, and the presses behind it are dropped', async () => {
    const refusals: Refusal[] = []
    const there = room(() => ({ ok: false, refusal: { code: 'forbidden', retry: false } }))
    const driver = createDriver(
      there,
      () => outline,
      (refusal) => refusals.push(refusal),
    )
    driver.press('next')
    driver.press('next')
    driver.press('next')
    await expect.poll(() => refusals).toHaveLength(1)
    expect(there.sent).toHaveLength(1)
  })
})
