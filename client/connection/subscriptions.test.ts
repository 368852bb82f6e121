/** Tests what a page subscribes to, and what it shows when it subscribes again, with a socket that the test answers. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Role } from '../../protocol/role.ts'
import { PROTOCOL_VERSION } from '../../protocol/wire.ts'
import { createFakeSocket } from '../../tests/support/fake-socket.ts'
import { createStore } from './store.ts'
import { createSubscriptions, FRESH_WITHIN_MS } from './subscriptions.ts'

/** Was subscribed to `hand` once, and has its first entry. */
function setUp(role: Role = 'audience') {
  const server = createFakeSocket()
  const store = createStore()
  const { subscribe } = createSubscriptions(server.socket, store, role)
  server.connect()
  subscribe('hand', () => {})()
  store.apply('one', 'hand', 0, 1, { count: 1 })
  const seen: number[] = []
  return { ...server, store, seen, again: () => subscribe('hand', ({ count }) => seen.push(count)) }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('[V8] a page that subscribes again says what it has, and shows nothing before the server answers', async () => {
  const { store, seen, calls, again } = setUp()
  again()
  const subscription = { channel: 'hand', on: true, epoch: 'one', since: 1 }
  expect(calls).toMatchObject([{ name: 'subscribe', payload: subscription }])
  expect(seen).toEqual([])
  store.apply('one', 'hand', 1, 2, { count: 2 })
  calls[0]?.answer(null)
  await vi.advanceTimersByTimeAsync(FRESH_WITHIN_MS)
  expect(seen).toEqual([1, 2])
})

test('[V8] without an answer in time, or without a connection, it shows what it has', async () => {
  const { seen, drop, again } = setUp()
  const end = again()
  await vi.advanceTimersByTimeAsync(FRESH_WITHIN_MS - 1)
  expect(seen).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(seen).toEqual([1])
  end()
  drop('transport close')
  again()
  expect(seen).toEqual([1, 1])
})

test('[V8] those who see what is hidden do not wait', () => {
  for (const role of ['presenter', 'moderator'] as const) {
    const { seen, again } = setUp(role)
    again()
    expect(seen).toEqual([1])
  }
})

test('[A26] only the subscriptions that the handshake on its way lacks follow it', () => {
  const { socket, sent, connect } = createFakeSocket()
  const page = createSubscriptions(socket, createStore(), 'audience')
  page.listen('spread', () => {})
  page.sent({ protocol: PROTOCOL_VERSION, talk: 'a', role: 'audience', channels: { spread: 0, restart: 0 } })
  page.subscribe('hand', () => {})
  expect(sent).toEqual([])
  connect()
  expect(sent).toEqual([{ name: 'subscribe', payload: { channel: 'hand', on: true } }])
})
