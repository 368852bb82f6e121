import { expect, onTestFinished, test, vi } from 'vitest'
import type { Event } from '../../protocol/event.ts'
import type { Role } from '../../protocol/role.ts'
import { EMPTY, evolve } from '../../protocol/state.ts'
import { coreOf } from '../../protocol/view.ts'
import { memoryLine, type MemoryLine } from '../../tests/support/memory-line.ts'
import { createFeatureChannels } from './feature-channels.ts'
import { createSendQueues } from './send-queues.ts'

const at = (h: number, f = -1) => ({ h, v: 0, f })
const moved = (h: number, f = -1): Event => ({ type: 'position/moved', ...at(h, f) })
const FULL = 1024 * 1024

/** A talk that the test changes, and the browsers that follow it. */
function room() {
  vi.useFakeTimers()
  const talk = { epoch: 'one', state: EMPTY }
  const lines = createSendQueues({
    catchUp(line, missed) {
      for (const [channel, known] of missed) channels.open(line, channel as 'position', known)
    },
  })
  const channels = createFeatureChannels(talk, lines, () => 100)
  onTestFinished(() => {
    channels.close()
    lines.close()
    vi.useRealTimers()
  })
  return {
    talk,
    channels,
    enter(role: Role = 'audience', id = 'guest', had: Record<string, number> = {}): MemoryLine {
      const browser = memoryLine(role, id)
      channels.openCore(browser.line, 'one', had)
      lines.add(browser.line)
      return browser
    },
    happens(event: Event, by = 'd'): void {
      const { state } = talk
      talk.state = evolve(state, { seq: state.seq + 1, at: 1, by, id: `intent-${state.seq}`, event })
      channels.changed()
    },
    tick: () => vi.advanceTimersByTimeAsync(100),
  }
}

test('[V6] the opening patches are the core channels of the role, and later only those that changed and the position', () => {
  const { enter, happens } = room()
  happens(moved(1))
  const names = (browser: MemoryLine): unknown[] => browser.take().map(([, , name]) => name)
  expect(names(enter())).toEqual(coreOf('audience'))
  expect(names(enter('presenter'))).toEqual(coreOf('presenter'))
  const had = { ...Object.fromEntries(coreOf('audience').map((name) => [name, 0])), position: 1 }
  expect(enter('audience', 'guest', had).take()).toEqual([['patch', 'one', 'position', 1, 1, at(1)]])
  happens({ type: 'screen/blanked', blanked: true })
  expect(enter('audience', 'guest', had).take().at(-1)).toEqual([
    'patch',
    'one',
    'screen',
    0,
    2,
    { blanked: true, join: false },
  ])
})

test('[T39] a move is sent at once; hands are merged into one patch per tick, for the browsers that are subscribed', async () => {
  const { channels, enter, happens, tick } = room()
  const [subscribed, other] = [enter(), enter()]
  channels.subscribe(subscribed.line, 'hand', { epoch: undefined, seq: 0 })
  subscribed.take()
  other.take()
  happens(moved(0, 0))
  expect(other.take()).toEqual([['patch', 'one', 'position', 0, 1, at(0, 0)]])
  for (let i = 0; i < 50; i += 1) happens({ type: 'hand/raised' }, `participant-${i}`)
  expect(subscribed.take()).toHaveLength(1)
  await tick()
  expect(subscribed.take()).toEqual([['patch', 'one', 'hand', 0, 51, { count: 50 }]])
  await tick()
  expect([subscribed.take(), other.take()]).toEqual([[], []])
})

test('[V5] a participant’s own data is sent to their browsers only, with a change and when it ends', async () => {
  const { channels, enter, happens, tick } = room()
  const [ada, bob] = [enter('audience', 'ada'), enter('audience', 'bob')]
  for (const { line } of [ada, bob]) channels.subscribe(line, 'hand', { epoch: undefined, seq: 0 })
  for (const each of [ada, bob]) each.take()
  happens({ type: 'hand/raised' }, 'ada')
  await tick()
  expect(ada.take()).toEqual([['patch', 'one', 'hand', 0, 1, { count: 1 }, true]])
  expect(bob.take()).toEqual([['patch', 'one', 'hand', 0, 1, { count: 1 }]])
  happens({ type: 'hand/raised' }, 'bob')
  await tick()
  expect(ada.take()).toEqual([['patch', 'one', 'hand', 1, 2, { count: 2 }]])
  // Another page of the same participant.
  const page = enter('audience', 'ada')
  page.take()
  channels.subscribe(page.line, 'hand', { epoch: 'one', seq: 2 })
  expect(page.take()).toEqual([['patch', 'one', 'hand', 2, 2, { count: 2 }, true]])
  happens({ type: 'hand/all-lowered' })
  await tick()
  expect(ada.take()).toContainEqual(['patch', 'one', 'hand', 2, 3, { count: 0 }, null])
  // A browser that reconnects may still show its own data.
  channels.subscribe(page.line, 'hand', { epoch: 'one', seq: 2 })
  expect(page.take().at(-1)).toEqual(['patch', 'one', 'hand', 2, 3, { count: 0 }, null])
})

test('[V1] a subscription brings what a browser lacks since its number', () => {
  const { channels, enter, happens } = room()
  for (const text of ['one', 'two', 'three']) happens({ type: 'chat/said', text }, 'ada')
  const open = (epoch: string, seq: number): unknown[] => {
    const { line, take } = enter()
    take()
    channels.subscribe(line, 'chat', { epoch, seq })
    const [, , , from, to, change] = take()[0]!
    return [from, to, (change as { items: { id: number }[] }).items.map(({ id }) => id)]
  }
  expect(open('one', 2)).toEqual([2, 3, [3]])
  expect(open('one', 3)).toEqual([3, 3, []])
  expect(open('one', 9)).toEqual([0, 3, [1, 2, 3]])
  expect(open('another', 2)).toEqual([0, 3, [1, 2, 3]])
})

test('[G14] a browser that was behind gets each channel since the number that it had', async () => {
  const { channels, enter, happens, tick } = room()
  const { line, state, take } = enter()
  channels.subscribe(line, 'chat', { epoch: undefined, seq: 0 })
  happens(moved(1))
  take()
  state.waiting = FULL
  for (let h = 2; h < 9; h += 1) happens(moved(h))
  happens({ type: 'chat/said', text: 'hello' }, 'ada')
  await tick()
  expect(take()).toEqual([])
  state.waiting = 0
  await vi.advanceTimersByTimeAsync(250)
  expect(take().map(([, , name, from, to]) => [name, from, to])).toEqual([
    ['position', 1, 8],
    ['chat', 0, 9],
  ])
})

test('[T39] what a role may not see is not sent, and a closed room sends nothing', async () => {
  const { channels, enter, happens, tick } = room()
  const { line, take } = enter()
  channels.subscribe(line, 'hand', { epoch: undefined, seq: 0 })
  take()
  happens({ type: 'driver/taken', device: 'd', term: 1 })
  happens({ type: 'hand/raised' }, 'participant-1')
  channels.close()
  await tick()
  expect(take()).toEqual([])
})

test('[T15] in another epoch every channel is sent whole and at once', () => {
  const { talk, channels, enter, happens } = room()
  const { line, take } = enter()
  channels.subscribe(line, 'hand', { epoch: undefined, seq: 0 })
  happens(moved(1))
  take()
  talk.epoch = 'two'
  channels.changed()
  // Ticks are sent in slices; a new epoch does not wait for a tick.
  return vi.advanceTimersByTimeAsync(0).then(() => {
    const all = [...coreOf('audience'), 'hand'].map((name) => `two ${name} 0`)
    const sent = take().map((patch) => patch.slice(1, 4).join(' '))
    expect(sent.toSorted()).toEqual(all.toSorted())
  })
})

test('[T39] while nobody is subscribed nothing is computed; the next subscriber gets all of it', async () => {
  const { channels, enter, happens, tick } = room()
  const first = enter()
  channels.subscribe(first.line, 'hand', { epoch: undefined, seq: 0 })
  expect(channels.subscribed()).toEqual(['hand'])
  channels.unsubscribe(first.line, 'hand')
  expect(channels.subscribed()).toEqual([])
  first.take()
  happens({ type: 'hand/raised' }, 'ada')
  await tick()
  expect(first.take()).toEqual([])
  channels.subscribe(first.line, 'hand', { epoch: 'one', seq: 0 })
  expect(first.take()).toEqual([['patch', 'one', 'hand', 0, 1, { count: 1 }]])
})

test('[V7] a slide change takes at most 90 bytes on the wire', () => {
  const { talk, enter, happens } = room()
  // The length of a real epoch.
  talk.epoch = 'x'.repeat(16)
  const { sent } = enter()
  for (let i = 0; i < 1200; i += 1) happens(moved(i % 100, i % 7))
  for (const packet of sent.slice(-1000)) expect(Buffer.byteLength(`4${packet}`) + 2).toBeLessThanOrEqual(90)
})
