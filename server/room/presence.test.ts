/** Tests that the headcount is the sum over all living nodes. */
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import type { NodeHealth } from '../../protocol/server-view.ts'
import { createPresence } from './presence.ts'
import { openMemoryLog } from '../log/memory.ts'
import type { TalkLog, NodeSignal } from '../log/log.ts'

const HEALTH: NodeHealth = { seq: 0, saved: true, lagMs: 0, memory: 1, trouble: null, fault: null }
const GUEST = { role: 'audience', agent: undefined, transport: 'websocket' } as const

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

function node(log: TalkLog) {
  const received: number[] = []
  const heads = createPresence(
    log,
    'demo',
    ({ audience }) => received.push(audience),
    () => HEALTH,
  )
  onTestFinished(() => heads.close())
  return { heads, received }
}

test('[N34] every node sends the sum of all nodes, and one that closes is removed at once', async () => {
  const log = openMemoryLog()
  const [a, b] = [node(log), node(log)]
  a.heads.enter(GUEST)
  const seat = b.heads.enter(GUEST)
  b.heads.enter(GUEST)
  await vi.advanceTimersByTimeAsync(600)
  expect([a.received.at(-1), b.received.at(-1)]).toEqual([3, 3])
  b.heads.close()
  expect(a.received.at(-1)).toBe(1)
  const signals: NodeSignal[] = []
  log.onSignal('demo', (signal) => signals.push(signal))
  seat.leave()
  await vi.advanceTimersByTimeAsync(4000)
  expect(signals).toEqual([])
})

test('[N34] a node that died is removed within 20 s, whatever the system time is', async () => {
  const log = openMemoryLog()
  const a = node(log)
  a.heads.enter(GUEST)
  log.signal('demo', { about: 'heads', node: 'dead', headcount: { audience: 40, stage: 0, presenter: 0 } })
  await vi.advanceTimersByTimeAsync(10_000)
  expect(a.received.at(-1)).toBe(41)
  expect(a.heads.nodes()).toHaveLength(2)
  vi.setSystemTime(Date.now() - 3_600_000)
  await vi.advanceTimersByTimeAsync(10_500)
  expect(a.received.at(-1)).toBe(1)
  expect(a.heads.nodes()).toHaveLength(1)
})
