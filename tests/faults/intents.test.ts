/** F17, F18: taps arrive twice, late, out of order, and from two phones. */
import { expect, test } from 'vitest'
import { startRig } from './rig.ts'
import { createLedger, record } from './traffic.ts'
import { universalCheck } from './universal-check.ts'

const at = (h: number, f = -1) => ({ h, v: 0, f })

test('[F18] the same tap five times, on two connections and after a restart: one effect, one answer', async () => {
  const rig = await startRig()
  const driver = await rig.present()
  const other = await rig.present()
  const ledger = createLedger()
  const tap = { id: 'the-same-tap-five-times', type: 'position/next', from: at(0) }
  const answers = await Promise.all([driver, driver, driver, other, driver].map((each) => each.send(tap)))
  const [first] = answers
  expect(first).toMatchObject({ ok: true })
  for (const answer of answers) expect(answer).toEqual(first)
  await rig.kill()
  await rig.start()
  await driver.until(({ live, count }) => live && count.connections === 2)
  expect(await driver.send(tap)).toEqual(first)
  const { entries } = await universalCheck(rig, { followers: [driver, other], ledger })
  const moves = entries.filter(({ id, event }) => id === tap.id && event.type === 'position/moved')
  expect(moves).toHaveLength(1)
})

test('[F18] two `next` from the same position are one step; taps in the order 3, 1, 2 end where their answers say', async () => {
  const rig = await startRig()
  const driver = await rig.present()
  const crowd = await rig.crowd(10)
  const ledger = createLedger()
  const next = (f: number) => ({ type: 'position/next', from: at(0, f) })
  const twice = await Promise.all([driver.send(next(-1)), driver.send(next(-1))])
  expect(twice).toEqual([
    expect.objectContaining({ ok: true }),
    expect.objectContaining({ refusal: { code: 'moved-on', retry: false } }),
  ])
  const mixed = await Promise.all([driver.send(next(2)), driver.send(next(0)), driver.send(next(1))])
  expect(mixed.map((ack) => ack?.ok)).toEqual([false, true, true])
  await driver.until(({ view }) => view.position?.f === 2)
  const jumps = [30, 10, 20].map((h) => record(ledger, driver, { type: 'position/goto', to: at(h) }))
  await Promise.all(jumps)
  await Promise.all(crowd.map((each) => each.until(({ view }) => view.position?.h === 20)))
  await universalCheck(rig, { followers: [driver, ...crowd], ledger })
})
