/** Tests for the signal of the room: the sum of several nodes, sent when something changed, idle when nobody watches. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RoomNews } from '../../protocol/room.ts'
import { countSignal, readCount } from './count-signal.ts'
import { createPresence, type Presence } from '../room/presence.ts'
import { openMemoryLog } from '../log/memory.ts'
import { roomSignal } from './room-signal.ts'

const TALK = 'talk'
const CHROME = 'Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36'
const audience = (agent: string, transport = 'websocket') => ({ role: 'audience' as const, agent, transport })

const WELL = { seq: 0, saved: true, lagMs: 0, memory: 1, trouble: null, fault: null }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Two nodes on one log, and the news that one of them sends. */
function twoNodes() {
  const log = openMemoryLog()
  const node = (seq: number): Presence => {
    return createPresence(
      log,
      TALK,
      () => {},
      () => ({ ...WELL, seq }),
    )
  }
  const [one, two] = [node(7), node(6)]
  const received: RoomNews[] = []
  const topic = roomSignal({ state: { seq: 7 } as never }, () => one.room())
  return { one, two, topic, received, tell: (news: RoomNews) => void received.push(news) }
}

describe('the nodes of a talk', () => {
  it('[M10] each node sends its health, and one that died is removed', async () => {
    const { one, two } = twoNodes()
    two.enter(audience(CHROME))
    await vi.advanceTimersByTimeAsync(1000)
    const nodes = one.nodes()
    expect(nodes.find(({ here }) => here)).toMatchObject({ ...WELL, seq: 7, browsers: 0 })
    expect(nodes.find(({ here }) => !here)).toMatchObject({ ...WELL, seq: 6, browsers: 1 })
    two.close()
    await vi.advanceTimersByTimeAsync(20_000)
    expect(one.nodes()).toHaveLength(1)
  })
})

describe('the signal of the room', () => {
  it('[E81] sums up transports, browsers and round trips of all nodes', async () => {
    const { one, two, topic, received, tell } = twoNodes()
    const undo = topic.start(tell)
    const first = one.enter(audience(CHROME))
    two.enter(audience('curl/8', 'polling'))
    two.enter({ role: 'stage', agent: CHROME, transport: 'websocket' }).pinged()
    first.pinged()
    await vi.advanceTimersByTimeAsync(1000)
    expect(received.at(-1)).toMatchObject({
      browsers: 3,
      seq: 7,
      transports: { websocket: 2, polling: 1 },
      agents: { 'Chrome 141': 2, other: 1 },
    })
    expect(received.reduce((all, { pings }) => all + pings, 0)).toBe(2)
    const { nodes } = received.at(-1)!
    expect(nodes.map(({ browsers }) => browsers).toSorted((a, b) => a - b)).toEqual([1, 2])
    expect(nodes.filter(({ here }) => here)).toMatchObject([{ browsers: 1 }])
    first.carriedBy('polling')
    await vi.advanceTimersByTimeAsync(1000)
    expect(received.at(-1)?.transports).toEqual({ websocket: 1, polling: 2 })
    first.leave()
    await vi.advanceTimersByTimeAsync(1000)
    expect(received.at(-1)).toMatchObject({ browsers: 2, transports: { websocket: 1, polling: 1 } })
    undo()
  })

  it('[E81] a node that died is removed', async () => {
    const { one, two, topic } = twoNodes()
    one.enter(audience(CHROME))
    two.enter(audience(CHROME))
    await vi.advanceTimersByTimeAsync(600)
    expect(topic.opening().nodes).toHaveLength(2)
    two.close()
    await vi.advanceTimersByTimeAsync(21_000)
    expect(topic.opening()).toMatchObject({ browsers: 1, nodes: [{ here: true }] })
  })

  it('[E85] sends nothing while nothing changes, and runs no timer once nobody watches', async () => {
    const { one, two, topic, received, tell } = twoNodes()
    one.enter(audience(CHROME))
    await vi.advanceTimersByTimeAsync(1000)
    const undo = topic.start(tell)
    await vi.advanceTimersByTimeAsync(3000)
    expect(received).toEqual([])
    undo()
    one.close()
    two.close()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('[E80] headers of any content do not increase the size of what is sent', async () => {
    const { one, topic } = twoNodes()
    for (let version = 1; version <= 200; version += 1) one.enter(audience(`Chrome/${version} Safari/1`))
    await vi.advanceTimersByTimeAsync(600)
    const { agents } = topic.opening()
    expect(Object.keys(agents).length).toBeLessThanOrEqual(25)
    expect(Object.values(agents).reduce((all, by) => all + by, 0)).toBe(200)
  })
})

describe('the number that grows', () => {
  it('[E83] is sent when it changes, with the time of the change', async () => {
    const received: number[] = []
    const undo = countSignal.start(({ value, at }) => {
      expect(readCount(at).value).toBe(value)
      expect(readCount(at - 1).value).toBe(value - 1)
      received.push(value)
    })
    await vi.advanceTimersByTimeAsync(5000)
    undo()
    expect(received).toHaveLength(10)
    expect(received.at(-1)).toBe(received[0]! + 9)
    expect(vi.getTimerCount()).toBe(0)
  })
})
