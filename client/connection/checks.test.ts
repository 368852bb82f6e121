/** Tests when a page checks its connection, and what a silent one leads to, with a socket that the test answers. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Intent } from '../../protocol/intent.ts'
import { refusal } from '../../protocol/refusal.ts'
import type { Role } from '../../protocol/role.ts'
import { createFakePage, createFakeSocket } from '../../tests/support/fake-socket.ts'
import { ANSWER_WITHIN_MS, createChecks } from './checks.ts'
import { createSend } from './intents.ts'
import { createLink } from './link.ts'

const AHEAD_MS = 60_000
const NEXT: Intent = { id: 'one-intent', type: 'position/next', from: { h: 0, v: 0, f: -1 } }

function setUp(role: Role = 'presenter') {
  const page = createFakePage()
  const { socket, calls, dialed, ...server } = createFakeSocket()
  const link = createLink(socket, role, { listen: () => () => {} })
  const checks = createChecks(socket, link, role === 'presenter')
  const send = createSend(socket, link, checks)
  const pause = (ms: number) => vi.advanceTimersByTimeAsync(ms)
  return {
    page,
    ...server,
    link,
    checks,
    calls,
    dialed,
    send,
    pause,
    /** The server answers the newest call; a probe with its clock, which is a minute ahead. */
    async answer(value: unknown = Date.now() + AHEAD_MS) {
      calls.at(-1)?.answer(value)
      await pause(0)
    },
    /** Connected, and the position has come. */
    live() {
      server.connect()
      link.arrived()
    },
  }
}

/** Live, measured and checked. */
async function setUpLive(role?: Role) {
  const there = setUp(role)
  there.live()
  await there.answer()
  return there
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('[P32] a page that wakes asks at once, and reconnects if no answer comes within 2 s', async () => {
  for (const role of ['audience', 'stage', 'presenter'] as const) {
    const { page, link, calls, dialed, answer, pause } = await setUpLive(role)
    page.show(true)
    await answer()
    await pause(ANSWER_WITHIN_MS)
    expect(link.link).toBe('live')
    const before = calls.length
    page.dispatch('resume')
    expect(calls).toHaveLength(before + 1)
    await pause(ANSWER_WITHIN_MS)
    expect(link.link).toBe('reconnecting')
    expect(dialed).toHaveLength(2)
  }
})

test('[P32] a page that wakes without a connection, or comes online, reconnects at once', async () => {
  const woken = await setUpLive('audience')
  woken.drop('transport close')
  woken.page.show(true)
  await woken.pause(0)
  expect(woken.dialed).toHaveLength(2)
  const online = await setUpLive('audience')
  online.page.online()
  expect(online.link.link).toBe('reconnecting')
  expect(online.dialed).toHaveLength(2)
})

test('[P32] a page that the server has refused does not try again because it wakes', async () => {
  const { page, link, dialed, refuse, pause } = setUp()
  refuse(new Error('unknown-talk'), true)
  page.show(true)
  await pause(ANSWER_WITHIN_MS)
  expect(link).toMatchObject({ link: 'refused', refused: 'unknown-talk' })
  expect(dialed).toHaveLength(1)
})

test('[P6] a hidden page is unchecked until the server has answered a question from after it woke up', async () => {
  const { page, checks, calls, answer } = await setUpLive()
  expect(checks.health.checked).toBe(true)
  void checks.probe()
  page.show(false)
  expect(checks.health).toMatchObject({ checked: false, roundTripMs: null })
  await answer()
  expect(checks.health.checked).toBe(false)
  const asked = calls.length
  page.show(true)
  expect(calls).toHaveLength(asked + 1)
  expect(checks.health.checked).toBe(false)
  await answer()
  expect(checks.health.checked).toBe(true)
})

test('[P6] [F9] so is a page that was frozen or has reconnected since', async () => {
  const { page, checks, dialed, drop, live, answer } = await setUpLive()
  page.dispatch('freeze')
  void checks.probe()
  await answer()
  expect(checks.health.checked).toBe(false)
  drop('ping timeout')
  page.dispatch('resume')
  expect(dialed).toHaveLength(1)
  await answer()
  expect(dialed).toHaveLength(2)
  live()
  expect(checks.health.checked).toBe(false)
  await answer()
  expect(checks.health.checked).toBe(true)
})

test('[F13] a phone probes every 5 s: it forgives one lost answer, and reconnects after two', async () => {
  const { link, calls, answer, pause } = await setUpLive()
  await pause(5000)
  expect(calls).toHaveLength(2)
  await pause(ANSWER_WITHIN_MS + 400)
  expect(calls).toHaveLength(3)
  await answer()
  expect(link.link).toBe('live')
  await pause(10_000)
  expect(link.link).toBe('reconnecting')
})

test('[F13] a follower probes once it is live, and then leaves it to the heartbeat', async () => {
  const { link, calls, pause } = setUp('audience')
  link.arrived()
  expect(calls).toHaveLength(0)
  const live = await setUpLive('audience')
  await pause(60_000)
  expect(live.calls).toHaveLength(1)
  expect(live.link.link).toBe('live')
})

test('[P32] a connection counts as lost after 5 s, and no longer once it is live', async () => {
  const { checks, drop, live, pause } = await setUpLive()
  drop('transport close')
  await pause(4000)
  expect(checks.health).toMatchObject({ lost: false, roundTripMs: null })
  await pause(1000)
  expect(checks.health.lost).toBe(true)
  live()
  expect(checks.health.lost).toBe(false)
})

test('[F27] the difference of the clocks comes from quick answers, or from one that shows that a clock was set', async () => {
  const { checks, answer, pause } = await setUpLive('audience')
  const measure = async (tripMs: number, aheadMs: number) => {
    void checks.probe()
    await pause(tripMs)
    await answer(Date.now() - tripMs / 2 + aheadMs)
    return checks.health
  }
  await measure(100, AHEAD_MS)
  expect(await measure(1000, AHEAD_MS + 200)).toMatchObject({ roundTripMs: 1000, offsetMs: AHEAD_MS })
  expect(await measure(1000, 0)).toMatchObject({ offsetMs: 0 })
})

test('[T14] a move says until when it is wanted, on the server’s clock; refused as late, it is sent again with the new time', async () => {
  const { send, calls, answer, pause } = await setUpLive()
  const sentAt = Date.now()
  const acknowledged = send(NEXT)
  await pause(0)
  expect(calls.at(-1)?.payload).toEqual({ ...NEXT, before: sentAt + 3000 + AHEAD_MS })
  await answer({ ok: false, refusal: refusal('expired') })
  expect(calls.at(-1)?.name).toBe('probe')
  await answer(sentAt + 2 * AHEAD_MS)
  expect(calls.at(-1)?.payload).toEqual({ ...NEXT, before: sentAt + 3000 + 2 * AHEAD_MS })
  await answer({ ok: true, seq: 2 })
  expect(await acknowledged).toEqual({ ok: true, seq: 2 })
})

test('[F18] without an answer the same intent is sent again, and after 3 s it is `unavailable`', async () => {
  const { send, calls, pause } = await setUpLive('stage')
  const acknowledged = send(NEXT)
  await pause(3000)
  const sent = calls.filter(({ name }) => name === 'intent').map(({ payload }) => payload)
  expect(sent).toHaveLength(2)
  expect(sent[1]).toEqual(sent[0])
  expect(await acknowledged).toMatchObject({ refusal: { code: 'unavailable' } })
})
