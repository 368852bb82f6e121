import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import type { Who } from '../../protocol/role.ts'
import { EMPTY, evolve, type State } from '../../protocol/state.ts'
import { TYPING_FADES_MS, type TypingNews } from '../../protocol/typing.ts'
import type { NodeSignal } from '../log/log.ts'
import { openMemoryLog } from '../log/memory.ts'
import { createTyping } from './typing.ts'

beforeEach(() => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
})

const guest = (id: string, role: Who['role'] = 'audience'): Who => ({ id, role, paired: false })

/** The state of a talk in which these people have taken a name. */
function named(...people: string[]): State {
  return people.reduce((state, name, i) => {
    const event = { type: 'chat/named', name } as const
    return evolve(state, { seq: i + 1, at: 0, by: name, id: 'intent-01', event })
  }, EMPTY)
}

function room(state = EMPTY, log = openMemoryLog()) {
  const signals: NodeSignal[] = []
  onTestFinished(log.onSignal('a', (said) => signals.push(said)))
  const typing = createTyping(log, { id: 'a', state })
  onTestFinished(() => typing.close())
  const heard: TypingNews[] = []
  return {
    log,
    signals,
    heard,
    typing,
    watch: () => typing.topic.start((news) => heard.push(news)),
  }
}

test('[E26] people who type are sent in ticks, by three names at most and a number for the rest', () => {
  const { typing, heard, watch, signals } = room(named('ada', 'bob', 'cyd', 'dan'))
  watch()
  for (const id of ['ada', 'bob', 'cyd', 'dan', 'guest-1', 'guest-2']) {
    typing.receive(true, guest(id))
    typing.receive(true, guest(id))
  }
  vi.advanceTimersByTime(1000)
  expect(heard).toHaveLength(1)
  expect(heard[0]).toMatchObject({ count: 6, names: [{ name: 'ada' }, { name: 'bob' }, { name: 'cyd' }] })
  expect(signals).toHaveLength(1)
})

test('[E26] a room in which everybody types sends no more for that', () => {
  const { typing, heard, watch, signals } = room()
  watch()
  for (let second = 0; second < 5; second += 1) {
    for (let i = 0; i < 2000; i += 1) typing.receive(true, guest(`guest-${second}-${i}`))
    vi.advanceTimersByTime(1000)
  }
  expect(heard).toEqual([{ count: 500, names: [] }])
  expect(signals.length).toBeLessThanOrEqual(4)
  for (const said of signals) expect(JSON.stringify(said).length).toBeLessThan(200)
})

test('[E27] a person who stopped is removed with the next tick, one who only went silent after six seconds', () => {
  const { typing, heard, watch } = room()
  watch()
  typing.receive(true, guest('a'))
  typing.receive(true, guest('b'))
  vi.advanceTimersByTime(1000)
  typing.receive(false, guest('a'))
  vi.advanceTimersByTime(1000)
  expect(heard.map(({ count }) => count)).toEqual([2, 1])
  vi.advanceTimersByTime(TYPING_FADES_MS)
  expect(heard.map(({ count }) => count)).toEqual([2, 1, 0])
  expect(vi.getTimerCount()).toBe(0)
})

test('[E27] a stage does not type, and a person whose newest line is hidden is counted and not named', () => {
  const state = named('rude', 'ada')
  const event = { type: 'chat/hidden', message: 1, hidden: true } as const
  const { typing, heard, watch } = room(evolve(state, { seq: 3, at: 0, by: 'x', id: 'intent-02', event }))
  watch()
  typing.receive(true, guest('projector', 'stage'))
  typing.receive(true, guest('rude'))
  typing.receive(true, guest('ada'))
  vi.advanceTimersByTime(1000)
  expect(heard).toEqual([{ count: 2, names: [{ author: 2, name: 'ada' }] }])
})

test('[E28] every node sends the people of all nodes, and removes a node that died', () => {
  const log = openMemoryLog()
  const one = room(named('ada'), log)
  const other = room(EMPTY, log)
  one.watch()
  other.watch()
  one.typing.receive(true, guest('ada'))
  other.typing.receive(true, guest('guest-1'))
  vi.advanceTimersByTime(1100)
  const all = { count: 2, names: [{ author: 1, name: 'ada' }] }
  expect([one.heard.at(-1), other.heard.at(-1)]).toEqual([all, all])
  // The first node sends nothing more, not even that it closes.
  one.typing.close()
  for (let second = 0; second < 7; second += 1) {
    other.typing.receive(true, guest('guest-1'))
    vi.advanceTimersByTime(1000)
  }
  expect(other.heard.at(-1)).toEqual({ count: 1, names: [] })
})

test('[E28] a node without watchers receives nothing, and one with a late watcher gets the people who type', () => {
  const { typing, watch, heard } = room()
  typing.receive(true, guest('a'))
  vi.advanceTimersByTime(1000)
  const stop = watch()
  expect(typing.topic.opening()).toEqual({ count: 0, names: [] } satisfies TypingNews)
  typing.receive(true, guest('a'))
  vi.advanceTimersByTime(2500)
  expect(heard).toEqual([{ count: 1, names: [] }])
  stop()
  typing.receive(true, guest('b'))
  vi.advanceTimersByTime(2500)
  expect(heard).toHaveLength(1)
})
