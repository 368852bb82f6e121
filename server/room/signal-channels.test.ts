import { expect, onTestFinished, test, vi } from 'vitest'
import type { SignalNews } from '../../protocol/signals.ts'
import { memoryLine } from '../../tests/support/memory-line.ts'
import { signalSources } from '../../tests/support/memory-room.ts'
import { createSendQueues } from './send-queues.ts'
import { createSignalChannels } from './signal-channels.ts'

/** Signals whose sources the test controls. */
function room() {
  vi.useFakeTimers()
  let tell: ((news: SignalNews<'count'>) => void) | undefined
  let pressure = false
  const sources = signalSources((send) => {
    tell = send
    return () => (tell = undefined)
  })
  const lines = createSendQueues({ catchUp: (line) => channels.open(line, 'count') })
  const channels = createSignalChannels(sources, lines, () => pressure)
  onTestFinished(() => {
    channels.close()
    lines.close()
    vi.useRealTimers()
  })
  return {
    channels,
    counts: lines.counts,
    enter: () => memoryLine(),
    running: () => tell !== undefined,
    async tell(value: number) {
      tell?.({ value, at: 0 })
      await vi.advanceTimersByTimeAsync(0)
    },
    press: (is: boolean) => (pressure = is),
  }
}

test('[T37] a source runs while somebody is subscribed; each subscriber gets the opening, then the changes', async () => {
  const { channels, enter, running, tell } = room()
  const [first, second] = [enter(), enter()]
  expect(running()).toBe(false)
  channels.subscribe(first.line, 'count')
  await tell(8)
  channels.subscribe(second.line, 'count')
  await tell(9)
  const values = ({ take }: typeof first) => take().map(([, , news]) => (news as { value: number }).value)
  expect([values(first), values(second)]).toEqual([
    [7, 8, 9],
    [7, 9],
  ])
  channels.unsubscribe(first.line, 'count')
  expect([running(), channels.subscribed()]).toEqual([true, ['count']])
  channels.forget(second.line)
  expect([running(), channels.subscribed()]).toEqual([false, []])
  channels.open(second.line, 'count')
  expect(second.take()).toEqual([])
})

test('[M7] an overloaded process drops news that the next news contains', async () => {
  const { channels, counts, enter, tell, press } = room()
  const { line, take } = enter()
  channels.subscribe(line, 'count')
  take()
  press(true)
  await tell(8)
  expect([take(), counts.dropped]).toEqual([[], 1])
  press(false)
  await tell(9)
  expect(take()).toEqual([['signal', 'count', { value: 9, at: 0 }]])
})

test('[G14] a browser that was behind gets the present value of a signal', async () => {
  const { channels, enter, tell } = room()
  const { line, state, take } = enter()
  channels.subscribe(line, 'count')
  take()
  state.waiting = 1024 * 1024
  await tell(8)
  expect(take()).toEqual([])
  state.waiting = 0
  await vi.advanceTimersByTimeAsync(250)
  expect(take()).toEqual([['signal', 'count', { value: 7, at: 0 }]])
})
