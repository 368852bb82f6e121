import { expect, onTestFinished, test, vi } from 'vitest'
import {
  createSendQueues,
  patchPacket,
  signalPacket,
  type Receiver,
  type SendQueuesParts,
} from './send-queues.ts'
import { memoryLine } from '../../tests/support/memory-line.ts'

function room(catchUp: SendQueuesParts['catchUp'] = () => {}) {
  vi.useFakeTimers()
  const lines = createSendQueues({ catchUp })
  onTestFinished(() => {
    lines.close()
    vi.useRealTimers()
  })
  const enter = (role: Receiver['role'] = 'audience') => {
    const browser = memoryLine(role)
    lines.add(browser.line)
    return browser
  }
  return { lines, enter }
}

const FULL = 1024 * 1024
const count = (value: number) => signalPacket('count', { value, at: 0 })
const patch = (to: number) =>
  patchPacket('epoch', 'position', { from: to - 1, to, change: { h: to, v: 0, f: -1 } })
/** A move, for receivers that have the position up to the previous entry. */
const move = (to: number) => ({ channel: 'position', known: { epoch: 'epoch', seq: to - 1 } }) as const
const COUNT = { channel: 'count' } as const

test('[G14] a browser that is behind misses signals, and then gets what it missed once', () => {
  const missed: unknown[] = []
  const { lines, enter } = room((_line, what) => missed.push(what))
  const slow = enter()
  const quick = enter()
  slow.state.waiting = FULL
  for (const to of [5, 6, 7]) lines.send(lines.of.audience, patch(to), move(to))
  lines.signal(['audience'], signalPacket('headcount', { audience: 1, stage: 0, presenter: 0 }))
  expect(quick.sent).toHaveLength(4)
  expect(slow.sent).toEqual([])
  expect(lines.counts).toMatchObject({ dropped: 1, packets: 4, cut: 0 })
  slow.state.waiting = 0
  vi.advanceTimersByTime(250)
  expect(missed).toEqual([new Map([['position', { epoch: 'epoch', seq: 4 }]])])
  lines.send(lines.of.audience, patch(8), move(8))
  expect(slow.sent).toHaveLength(1)
})

test('[G14] packets that wait for a short time are queued in order, and nothing is missed', () => {
  const { lines, enter } = room()
  const busy = enter()
  busy.state.waiting = 1000
  lines.send(lines.of.audience, patch(5), move(5))
  expect(busy.sent).toEqual([`queued ${patch(5).text}`])
})

test('[G14] a browser that is behind for five seconds is disconnected', () => {
  const { lines, enter } = room()
  const dead = enter()
  dead.state.waiting = FULL
  lines.send(lines.of.audience, patch(5), move(5))
  vi.advanceTimersByTime(5000)
  expect(dead.state.closed).toBe(false)
  vi.advanceTimersByTime(500)
  expect(dead.state.closed).toBe(true)
  expect(lines.counts.cut).toBe(1)
})

test('[G15] a tick is sent in slices and in order, and a move is sent in between', async () => {
  const { lines, enter } = room()
  vi.useRealTimers()
  const all = Array.from({ length: 600 }, () => enter())
  const watching = new Set(all.map(({ line }) => line))
  const last = all.at(-1)!
  lines.sendInSlices(watching, count(1), COUNT)
  lines.sendInSlices(watching, count(2), COUNT)
  expect(last.sent).toEqual([])
  lines.send(lines.of.audience, patch(5), move(5))
  const late = enter()
  watching.add(late.line)
  while (last.sent.length < 3) await new Promise((resolve) => setImmediate(resolve))
  for (const { sent } of all) {
    expect(sent.map((text) => text.slice(0, 12))).toHaveLength(3)
    expect(sent.findIndex((text) => text.includes('"value":1'))).toBeLessThan(
      sent.findIndex((text) => text.includes('"value":2')),
    )
  }
  expect(last.sent[0]).toContain('"patch"')
  expect(late.sent, 'news from before it watched').toEqual([])
})

test('[G15] a browser that unsubscribed meanwhile gets nothing; one that is behind gets what it missed since its number', async () => {
  const missed: unknown[] = []
  const { lines, enter } = room((_line, what) => missed.push(what))
  vi.useRealTimers()
  const [gone, slow] = [enter(), enter()]
  const watching = new Set([gone.line, slow.line])
  slow.state.waiting = FULL
  lines.sendInSlices(watching, patch(41), move(41))
  lines.sendInSlices(watching, patch(42), move(42))
  watching.delete(gone.line)
  const known = { epoch: 'epoch', seq: 40 }
  await vi.waitFor(() => expect(slow.line.behind?.channels.get('position')).toEqual(known), {
    timeout: 60_000,
  })
  slow.state.waiting = 0
  await vi.waitFor(() => expect(missed).toHaveLength(1), { timeout: 60_000 })
  expect(missed).toEqual([new Map([['position', known]])])
})

test('[G24] nothing is made for a browser that is full: its queries, answers and opening patches wait, in order', () => {
  const { lines, enter } = room()
  const slow = enter()
  slow.state.waiting = FULL
  const done: string[] = []
  const answer = (what: string) => () => {
    done.push(`answer ${what}`)
  }
  for (const what of ['1', '2'])
    lines.receive(slow.line, [{ what }], (said) => {
      done.push(`heard ${JSON.stringify(said)}`)
      lines.answer(slow.line, answer(what))
    })
  lines.answer(slow.line, answer('late'))
  const known = { epoch: 'epoch', seq: 7 }
  lines.open(slow.line, { channel: 'chat', known }, () => {
    throw new Error('Nothing may be made yet.')
  })
  vi.advanceTimersByTime(1000)
  expect(done).toEqual([])
  expect(slow.line.behind?.channels.get('chat')).toEqual(known)
  slow.state.waiting = 0
  vi.advanceTimersByTime(250)
  expect(done).toEqual([
    'heard [{"what":"1"}]',
    'answer 1',
    'heard [{"what":"2"}]',
    'answer 2',
    'answer late',
  ])
})

test('[G24] packets that were held wait again when the first of them fills the queue', () => {
  const { lines, enter } = room()
  const slow = enter()
  slow.state.waiting = FULL
  const heard: number[] = []
  for (const number of [1, 2])
    lines.receive(slow.line, [], () => {
      heard.push(number)
      slow.state.waiting = FULL
    })
  for (const most of [1, 2]) {
    slow.state.waiting = 0
    vi.advanceTimersByTime(250)
    expect(heard).toHaveLength(most)
  }
})

test('[G24] a browser that falls behind during its opening patches gets the rest, from the numbers that it sent', () => {
  const missed: unknown[] = []
  const { lines, enter } = room((_line, what) => missed.push(what))
  const slow = enter()
  slow.state.waiting = FULL
  lines.open(slow.line, move(5), () => patch(5))
  lines.open(slow.line, { channel: 'saved' }, () => signalPacket('saved', true))
  slow.state.waiting = 0
  vi.advanceTimersByTime(250)
  expect(missed).toEqual([
    new Map([
      ['position', { epoch: 'epoch', seq: 4 }],
      ['saved', { epoch: undefined, seq: 0 }],
    ]),
  ])
})

test('[G25] a browser that sends more than 64 KB while it is behind is disconnected at once', () => {
  const { lines, enter } = room()
  const slow = enter()
  slow.state.waiting = FULL
  let heard = 0
  for (let i = 0; i < 5; i += 1) lines.receive(slow.line, ['x'.repeat(16_000)], () => (heard += 1))
  expect(slow.state.closed).toBe(true)
  expect(heard).toBe(0)
  expect(lines.counts.cut).toBe(1)
})

test('[G25] a browser that sends an impossible call while it is behind is disconnected at once', () => {
  const { lines, enter } = room()
  const slow = enter()
  slow.state.waiting = FULL
  const deep: unknown = JSON.parse('['.repeat(8000) + ']'.repeat(8000))
  lines.receive(slow.line, [deep], () => {})
  expect(slow.state.closed).toBe(true)
})

test('[G24] packets in Engine.IO’s queue count by their bytes, and the server reports the largest queue', () => {
  const { lines, enter } = room()
  const [idle, slow] = [enter(), enter()]
  slow.queue.push({ data: '話'.repeat(22_000) })
  expect(lines.mostWaiting()).toBe(66_000)
  lines.send(lines.of.audience, patch(5), move(5))
  expect(idle.sent).toHaveLength(1)
  expect(slow.sent).toEqual([])
  expect(slow.line.behind).toBeDefined()
})
