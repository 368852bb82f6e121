import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Event } from '../../protocol/event.ts'
import { EMPTY, evolve } from '../../protocol/state.ts'
import type { Changes } from '../../protocol/view.ts'
import { sendPatches } from './patches.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A talk that the test changes, and the patches that its audience is sent. */
function room(tickMs = 100) {
  const talk = { epoch: 'one', state: EMPTY }
  const sent: [from: number, to: number, changes: Changes][] = []
  const lines = {
    patch(_role: unknown, { frame }: { frame: Buffer }, epoch: string, known: number) {
      const text = frame.toString()
      const [, , from, to, changes] = JSON.parse(text.slice(text.indexOf('['))) as [
        0,
        0,
        number,
        number,
        Changes,
      ]
      expect([epoch, from === 0 ? known : from]).toEqual(['one', known])
      sent.push([from, to, changes])
    },
  }
  const patches = sendPatches(lines, talk, 'audience', () => tickMs)
  const happens = (event: Event, by = 'd'): void => {
    const { state } = talk
    talk.state = evolve(state, { seq: state.seq + 1, at: 1, by, id: `intent-${state.seq}`, event })
    patches.changed()
  }
  happens({ type: 'position/moved', h: 1, v: 0, f: -1 })
  sent.length = 0
  return { talk, sent, patches, happens }
}

test('[T39] a move is sent at once, and hands are merged into one patch of a tick', () => {
  const { sent, happens } = room()
  happens({ type: 'position/moved', h: 1, v: 0, f: 0 })
  expect(sent).toEqual([[1, 2, { position: { h: 1, v: 0, f: 0 } }]])
  for (let i = 0; i < 50; i += 1) happens({ type: 'hand/raised' }, `participant-${i}`)
  expect(sent).toHaveLength(1)
  vi.advanceTimersByTime(100)
  expect(sent.slice(1)).toEqual([[2, 52, { hand: { count: 50 } }]])
  vi.advanceTimersByTime(1000)
  expect(sent).toHaveLength(2)
})

test('[T39] what is sent at once takes along what waits', () => {
  const { sent, happens } = room()
  happens({ type: 'hand/raised' }, 'participant-1')
  happens({ type: 'position/moved', h: 1, v: 0, f: 0 })
  expect(sent).toEqual([[1, 3, { position: { h: 1, v: 0, f: 0 }, hand: { count: 1 } }]])
  vi.advanceTimersByTime(1000)
  expect(sent).toHaveLength(1)
})

test('[T39] what this role does not see is not sent, and a closed room sends nothing', () => {
  const { sent, happens, patches } = room()
  happens({ type: 'driver/taken', device: 'd', term: 1 })
  happens({ type: 'hand/raised' }, 'participant-1')
  patches.close()
  vi.advanceTimersByTime(1000)
  expect(sent).toEqual([])
})

test('[T15] in another epoch everything is sent at once', () => {
  const { talk, sent, patches } = room()
  talk.epoch = 'two'
  // The epoch of the receivers is still the one before.
  patches.changed()
  expect(sent).toMatchObject([[0, 1, { hand: { count: 0 }, position: { h: 1 } }]])
})
