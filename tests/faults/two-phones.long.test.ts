/** Two phones at one talk: both tap, one is cut off, the other takes over, the first returns with old taps. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Position } from '../../protocol/position.ts'
import { join, pairedCookie } from '../support/people.ts'
import { TALK, type Follower } from './follower.ts'
import { KEY, startRig } from './rig.ts'
import { createLedger, record, type Ledger } from './traffic.ts'
import { universalCheck } from './universal-check.ts'

const MINUTE_MS = 60_000
const OLD_TAPS = 10
const at = (h: number): Position => ({ h, v: 0, f: -1 })

/** Ten taps a second, each with the term that the phone knows. */
async function tap(phone: Follower, ledger: Ledger, ms: number): Promise<void> {
  const end = performance.now() + ms
  while (performance.now() < end) {
    const to = at(((phone.view.position?.h ?? 0) + 1) % 60)
    await record(ledger, phone, { type: 'position/goto', to, term: phone.view.driver?.term })
    // Ten taps a second.
    await sleep(100)
  }
}

test('[F17] [T21] [T23] a minute of two phones, a partition, a take-over, and the return of old taps', async () => {
  const rig = await startRig()
  const guest = await join(rig, 'audience', { talk: TALK })
  const shown: Position[] = []
  guest.store.on('position', (position) => void shown.push(position))
  // It has the start already.
  shown.length = 0
  const a = await rig.present({ url: rig.proxy.url })
  const b = await rig.present({ cookie: await pairedCookie({ url: rig.url, key: KEY }) })
  const ledgers = { a: createLedger(), b: createLedger() }

  await record(ledgers.a, a, { type: 'position/goto', to: at(1), term: 0 })
  await Promise.all([tap(a, ledgers.a, MINUTE_MS), tap(b, ledgers.b, MINUTE_MS)])
  expect(ledgers.a.refused.size).toBe(0)
  expect(ledgers.b.acked.size).toBe(0)
  expect([...ledgers.b.refused.keys()]).toEqual(['not-driver'])

  rig.proxy.set({ stalled: ['up', 'down'] })
  const old = createLedger()
  const oldTaps = Array.from({ length: OLD_TAPS }, (_, i) =>
    record(old, a, { type: 'position/goto', to: at(30 + i), term: 1 }),
  )
  const asked = performance.now()
  await record(ledgers.b, b, { type: 'driver/take' })
  await record(ledgers.b, b, { type: 'position/goto', to: at(5), term: 2 })
  const handOverMs = Math.round(performance.now() - asked)
  await tap(b, ledgers.b, 3000)
  rig.proxy.set({ stalled: [] })
  const returned = performance.now()
  await a.until(({ live, view }) => live && view.driver?.term === 2)
  const toldMs = Math.round(performance.now() - returned)
  expect(await Promise.all(oldTaps)).toEqual(Array.from({ length: OLD_TAPS }, () => false))
  expect(old.refused).toEqual(new Map([['not-driver', OLD_TAPS]]))

  const ledger = createLedger()
  for (const each of [ledgers.a, ledgers.b]) for (const [id, seq] of each.acked) ledger.acked.set(id, seq)
  const { entries } = await universalCheck(rig, { followers: [a, b], ledger })
  const moves = entries.flatMap(({ event, by }) => (event.type === 'position/moved' ? [{ event, by }] : []))
  expect(shown).toEqual(moves.map(({ event: { h, v, f } }) => ({ h, v, f })))
  // One turn each: the first phone until the take-over, the second one after it.
  expect(moves.filter(({ by }, i) => by !== moves[i - 1]?.by)).toHaveLength(2)
  expect(handOverMs).toBeLessThan(2000)
  expect(toldMs).toBeLessThan(1000)
  console.log(
    `F17: ${moves.length} moves, hand-over and first move in ${handOverMs} ms, loser told ${toldMs} ms after its return.`,
  )
})
