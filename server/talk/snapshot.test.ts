/** Tests for snapshot.ts. */
import { expect, onTestFinished, test } from 'vitest'
import { EMPTY } from '../../protocol/state.ts'
import { readSnapshot, writeSnapshot } from './snapshot.ts'

test('[T29] the snapshot of a long talk is made in several turns, and does not contain what comes meanwhile', async () => {
  const seen = new Map(Array.from({ length: 20_000 }, (_, i) => [`device-1 intent-${i}`, i]))
  const { size } = seen
  let turns = 0
  const count = (): void => {
    turns += 1
    seen.set(`device-1 later-${turns}`, size + turns)
    timer = setImmediate(count)
  }
  let timer = setImmediate(count)
  onTestFinished(() => clearImmediate(timer))
  const read = readSnapshot(await writeSnapshot(EMPTY, seen))
  expect(turns).toBeGreaterThan(1)
  expect([...(read?.seen ?? [])]).toEqual([...seen].slice(0, size))
})
