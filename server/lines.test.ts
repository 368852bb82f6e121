import { expect, onTestFinished, test, vi } from 'vitest'
import { createLines, packetOf, type Line, type LinesParts } from './lines.ts'
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
    writeBuffer: [],
    transport: { name: 'websocket', writable: true, socket: { readyState: 1, _socket: stream } },
    send: (text: string) => sent.push(`queued ${text}`),
    close: () => (state.closed = true),
  }
  return { sent, state, conn: conn as unknown as Connection }
}

function room(catchUp: LinesParts['catchUp'] = () => {}, pressure: LinesParts['pressure'] = () => false) {
  vi.useFakeTimers()
  const lines = createLines({ catchUp, pressure })
  onTestFinished(() => {
    lines.close()
    vi.useRealTimers()
  })
  const enter = (role: Line['role'] = 'audience') => {
    const { sent, state, conn } = connection()
    const line: Line = { connection: conn, role, behind: undefined }
    lines.add(line)
    return { line, sent, state }
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
