import { expect, onTestFinished, test, vi } from 'vitest'
import { createLines, packetOf, type Line, type LinesParts } from './send-queues.ts'
import type { Socket as Connection } from 'engine.io'

/** A connection whose queue the test fills and empties. */
function connection() {
  const sent: string[] = []
  const state = { waiting: 0, closed: false }
  const stream = {
    get writableLength() {
      return state.waiting
    },
    write: (bytes: Buffer) => sent.push(bytes.subarray(bytes[1] === 126 ? 4 : 2).toString()) > 0,
  }
  const conn = {
    readyState: 'open',
    writeBuffer: [] as { data: string }[],
    transport: { name: 'websocket', writable: true, socket: { readyState: 1, _socket: stream } },
    send: (text: string) => sent.push(`queued ${text}`),
    close: () => (state.closed = true),
  }
  return { sent, state, queue: conn.writeBuffer, conn: conn as unknown as Connection }
}

function room(catchUp: LinesParts['catchUp'] = () => {}, pressure: LinesParts['pressure'] = () => false) {
  vi.useFakeTimers()
  const lines = createLines({ catchUp, pressure })
  onTestFinished(() => {
    lines.close()
    vi.useRealTimers()
  })
  const enter = (role: Line['role'] = 'audience') => {
    const { sent, state, queue, conn } = connection()
    const line: Line = { connection: conn, role, behind: undefined }
    lines.add(line)
    return { line, sent, state, queue }
  }
  return { lines, enter }
}

const FULL = 1024 * 1024
const count = (value: number) => packetOf('topic', 'count', { value, at: 0 })
const patch = (to: number) => packetOf('patch', 'epoch', to - 1, to, { position: { h: to, v: 0, f: -1 } })

test('[G14] a browser that is behind misses signals, and is told once what it missed since then', () => {
  const missed: unknown[] = []
  const { lines, enter } = room((_line, what) => missed.push(what))
  const slow = enter()
  const quick = enter()
  slow.state.waiting = FULL
  for (const to of [5, 6, 7]) lines.patch('audience', patch(to), 'epoch', to - 1)
  lines.signal(['audience'], packetOf('headcount', { audience: 1, stage: 0, presenter: 0 }))
  expect(quick.sent).toHaveLength(4)
  expect(slow.sent).toEqual([])
  expect(lines.counts).toMatchObject({ dropped: 1, packets: 4, cut: 0 })
  slow.state.waiting = 0
  vi.advanceTimersByTime(250)
  expect(missed).toMatchObject([{ patch: { epoch: 'epoch', seq: 4 } }])
  lines.patch('audience', patch(8), 'epoch', 7)
  expect(slow.sent).toHaveLength(1)
})

test('[M7] a process under pressure leaves out what the next news says again, and never a move or the chat', async () => {
  let pressure = true
  const { lines, enter } = room(
    () => {},
    () => pressure,
  )
  const { line, sent } = enter()
  const chat = packetOf('topic', 'chat', { page: 1 } as never)
  lines.topic(new Set([line]), count(1), 'count', 0)
  lines.topic(new Set([line]), chat, 'chat', 0)
  lines.patch('audience', patch(5), 'epoch', 4)
  await vi.advanceTimersByTimeAsync(10)
  expect(sent).toEqual([expect.stringContaining('"chat"'), expect.stringContaining('"patch"')])
  expect(lines.counts.dropped).toBe(1)
  pressure = false
  lines.topic(new Set([line]), count(2), 'count', 0)
  await vi.advanceTimersByTimeAsync(10)
  expect(sent.at(-1)).toContain('"count"')
})

test('[G14] what waits a little is queued in order and nothing is missed', () => {
  const { lines, enter } = room()
  const busy = enter()
  busy.state.waiting = 1000
  lines.patch('audience', patch(5), 'epoch', 4)
  expect(busy.sent).toEqual([`queued ${patch(5).text}`])
})

test('[G14] a browser that is behind for five seconds is cut', () => {
  const { lines, enter } = room()
  const dead = enter()
  dead.state.waiting = FULL
  lines.patch('audience', patch(5), 'epoch', 4)
  vi.advanceTimersByTime(5000)
  expect(dead.state.closed).toBe(false)
  vi.advanceTimersByTime(500)
  expect(dead.state.closed).toBe(true)
  expect(lines.counts.cut).toBe(1)
})

test('[G15] news of a topic goes out in slices and in order, and a move goes between', async () => {
  const { lines, enter } = room()
  vi.useRealTimers()
  const all = Array.from({ length: 600 }, () => enter())
  const watching = new Set(all.map(({ line }) => line))
  const last = all.at(-1)!
  lines.topic(watching, count(1), 'count', 0)
  lines.topic(watching, count(2), 'count', 0)
  expect(last.sent).toEqual([])
  lines.patch('audience', patch(5), 'epoch', 4)
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

test('[G15] whoever stopped watching meanwhile gets nothing; whoever is behind is told where it stood', async () => {
  const missed: { topics: Map<string, number> }[] = []
  const { lines, enter } = room((_line, what) => missed.push(what))
  vi.useRealTimers()
  const [gone, slow] = [enter(), enter()]
  const watching = new Set([gone.line, slow.line])
  slow.state.waiting = FULL
  lines.topic(watching, count(1), 'count', 40)
  lines.topic(watching, count(2), 'count', 41)
  watching.delete(gone.line)
  await vi.waitFor(() => expect(slow.line.behind?.topics.get('count')).toBe(40), { timeout: 60_000 })
  slow.state.waiting = 0
  await vi.waitFor(() => expect(missed).toHaveLength(1), { timeout: 60_000 })
  expect(missed[0]?.topics.get('count')).toBe(40)
})

test('[G24] nothing is made for a browser that is full: its questions, answers and openings wait, in order', () => {
  const { lines, enter } = room()
  const slow = enter()
  slow.state.waiting = FULL
  const done: string[] = []
  const answer = (what: string) => () => {
    done.push(`answer ${what}`)
  }
  for (const what of ['1', '2'])
    lines.hear(slow.line, [{ what }], (said) => {
      done.push(`heard ${JSON.stringify(said)}`)
      lines.answer(slow.line, answer(what))
    })
  lines.answer(slow.line, answer('late'))
  lines.open(slow.line, 'chat', 7, () => {
    throw new Error('Nothing may be made yet.')
  })
  vi.advanceTimersByTime(1000)
  expect(done).toEqual([])
  expect(slow.line.behind?.topics.get('chat')).toBe(7)
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

test('[G24] what was held waits once more when the first of it fills the queue again', () => {
  const { lines, enter } = room()
  const slow = enter()
  slow.state.waiting = FULL
  const heard: number[] = []
  for (const number of [1, 2])
    lines.hear(slow.line, [], () => {
      heard.push(number)
      slow.state.waiting = FULL
    })
  for (const most of [1, 2]) {
    slow.state.waiting = 0
    vi.advanceTimersByTime(250)
    expect(heard).toHaveLength(most)
  }
})

test('[G24] a greeting of which a part does not fit is given again, whole', () => {
  const missed: unknown[] = []
  const { lines, enter } = room((_line, what) => missed.push(what))
  const slow = enter()
  slow.state.waiting = FULL
  lines.patch('audience', patch(5), 'epoch', 4)
  lines.greet(slow.line, packetOf('saved', true))
  slow.state.waiting = 0
  vi.advanceTimersByTime(250)
  expect(missed).toMatchObject([{ patch: { epoch: undefined, seq: 0 } }])
})

test('[G25] a browser that says more than 64 KB while it is behind is cut at once', () => {
  const { lines, enter } = room()
  const slow = enter()
  slow.state.waiting = FULL
  let heard = 0
  for (let i = 0; i < 5; i += 1) lines.hear(slow.line, ['x'.repeat(16_000)], () => (heard += 1))
  expect(slow.state.closed).toBe(true)
  expect(heard).toBe(0)
  expect(lines.counts.cut).toBe(1)
})

test('[G25] a browser that says what no call may say while it is behind is cut at once', () => {
  const { lines, enter } = room()
  const slow = enter()
  slow.state.waiting = FULL
  const deep: unknown = JSON.parse('['.repeat(8000) + ']'.repeat(8000))
  lines.hear(slow.line, [deep], () => {})
  expect(slow.state.closed).toBe(true)
})

test('[G24] what Engine.IO has queued counts by its bytes, and the server tells how much waits for the fullest', () => {
  const { lines, enter } = room()
  const [idle, slow] = [enter(), enter()]
  slow.queue.push({ data: '話'.repeat(22_000) })
  expect(lines.mostWaiting()).toBe(66_000)
  lines.patch('audience', patch(5), 'epoch', 4)
  expect(idle.sent).toHaveLength(1)
  expect(slow.sent).toEqual([])
  expect(slow.line.behind).toBeDefined()
})
