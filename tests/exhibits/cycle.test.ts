/** Tests for the worker: one request at a time, in order, with limits, and all together with an event loop. */
import pino from 'pino'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { CycleNews } from '../../protocol/cycle.ts'
import { createCycle, type Cycle } from '../../server/exhibits/cycle.ts'
import { MAX_QUEUE } from '../../server/exhibits/cycle-queue.ts'
import { createBucket } from '../../server/base/token-bucket.ts'
import { shareOf, type Visitor } from '../../server/admission/visitor.ts'

/** A visitor with one connection, each with its own address by default. */
const guest = (id: string, visits: Visitor['visits'] = createBucket(1, 1)): Visitor => ({
  who: { role: 'audience', paired: false, id },
  visits,
  reacts: undefined,
})
const SPEAKER: Visitor = {
  who: { role: 'stage', paired: true, id: 'device-a' },
  visits: createBucket(1, 1),
  reacts: undefined,
}

/** A cycle that is watched, with all its news. */
function watched(
  now?: () => number,
  holdMs?: number,
): { cycle: Cycle; received: CycleNews[]; stop: () => void } {
  const cycle = createCycle(pino({ level: 'silent' }), now, holdMs)
  const received: CycleNews[] = []
  const stop = cycle.topic.start((news) => received.push(news))
  onTestFinished(stop)
  return { cycle, received, stop }
}

async function until(cycle: Cycle, predicate: (news: CycleNews) => boolean): Promise<CycleNews> {
  await vi.waitFor(() => expect(predicate(cycle.topic.opening())).toBe(true), {
    timeout: 60_000,
    interval: 5,
  })
  return cycle.topic.opening()
}

test('[E100] the worker serves one request at a time, in the order of the presses', async () => {
  const { cycle, received } = watched()
  const began = Date.now()
  for (const name of ['a', 'b', 'c']) cycle.press('http', guest(name))
  expect(cycle.topic.opening()).toMatchObject({ serving: [{ browser: 1 }], waiting: [2, 3] })
  await until(cycle, (news) => news.served === 3)
  expect(Date.now() - began).toBeGreaterThan(3 * 4 * 90 - 20)
  for (const news of received) expect(news.serving.length).toBeLessThanOrEqual(1)
  const order = received.flatMap((news) => news.serving.map((each) => each.browser))
  expect(order).toEqual(order.toSorted((a, b) => a - b))
  expect(new Set(order)).toEqual(new Set([1, 2, 3]))
  expect(received.some((news) => (news.serving[0]?.phase ?? 0) > 0)).toBe(true)
})

test('[E101] one pending request per browser, at a limited rate', async () => {
  let now = 0
  const { cycle } = watched(() => now)
  expect(cycle.press('http', guest('a'))).toEqual({ ok: true, browser: 1, presses: 1 })
  expect(cycle.press('http', guest('a'))).toEqual({ ok: false, why: 'pending' })
  cycle.press('websocket', guest('b'))
  for (let i = 0; i < 4; i += 1) {
    expect(cycle.press('http', guest('c'))).toMatchObject({ ok: true })
    cycle.hangUp(false, guest('c'))
  }
  expect(cycle.press('http', guest('c'))).toEqual({ ok: false, why: 'often' })
  now = 1000
  expect(cycle.press('http', guest('c'))).toMatchObject({ ok: true, browser: 3 })
})

test('[E101] the queue has a limit', () => {
  const { cycle } = watched()
  for (let i = 0; i < MAX_QUEUE; i += 1) {
    expect(cycle.press('websocket', guest(String(i)))).toMatchObject({ ok: true })
  }
  expect(cycle.press('http', guest('late'))).toEqual({ ok: false, why: 'full' })
})

test('[E102] a connection blocks the queue until it is hung up, by its own browser or a paired one', async () => {
  const { cycle } = watched()
  for (const name of ['a', 'b', 'c']) cycle.press('websocket', guest(name))
  await until(cycle, (news) => news.serving[0]?.phase === 2)
  // There is nothing to wait for when a queue must not move. Without the block, it would serve the next in this time.
  await new Promise((resolve) => setTimeout(resolve, 700))
  expect(cycle.topic.opening()).toMatchObject({ serving: [{ browser: 1, phase: 2 }], waiting: [2, 3] })

  cycle.hangUp(false, guest('a'))
  await until(cycle, (news) => news.serving[0]?.browser === 2 && news.served === 1)
  expect(cycle.hangUp(true, guest('c'))).toMatchObject({ code: 'forbidden' })
  cycle.hangUp(true, SPEAKER)
  await until(cycle, (news) => news.serving[0]?.browser === 3 && news.served === 2)
})

test('[E102] a connection that nobody hangs up ends by itself', async () => {
  const { cycle } = watched(Date.now, 300)
  for (const name of ['a', 'b']) cycle.press('websocket', guest(name))
  const began = Date.now()
  await until(cycle, (news) => news.served === 2)
  expect(Date.now() - began).toBeGreaterThan(2 * 300)
})

test('[E103] an event loop serves all together, and a worker again one at a time', async () => {
  const { cycle } = watched()
  for (const name of ['a', 'b', 'c']) cycle.press('websocket', guest(name))
  await until(cycle, (news) => news.serving[0]?.phase === 2)
  expect(cycle.setStyle('loop', guest('a'))).toMatchObject({ code: 'forbidden' })
  cycle.setStyle('loop', SPEAKER)
  const together = await until(cycle, (news) => news.serving.every((each) => each.phase === 2))
  expect(together).toMatchObject({ style: 'loop', waiting: [] })
  expect(together.serving.map((each) => each.browser)).toEqual([1, 2, 3])

  cycle.hangUp(false, guest('b'))
  const left = await until(cycle, (news) => news.served === 1)
  expect(left.serving.map((each) => each.browser)).toEqual([1, 3])
  cycle.setStyle('blocking', SPEAKER)
  expect(cycle.topic.opening()).toMatchObject({ serving: [{ browser: 1 }], waiting: [3] })
})

test('[E104] nothing runs and nothing is kept while nobody watches', async () => {
  const { cycle, stop } = watched()
  for (const name of ['a', 'b']) cycle.press('websocket', guest(name))
  stop()
  expect(cycle.topic.opening()).toEqual({
    style: 'blocking',
    serving: [],
    waiting: [],
    presses: 0,
    served: 0,
    gaveUp: 0,
    longestMs: 0,
  })
  expect(cycle.press('http', guest('a'))).toEqual({ ok: false, why: 'closed' })
})

test('[E105] a request that has waited for half a minute is removed', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const { cycle } = watched()
  cycle.press('websocket', guest('a'))
  cycle.press('http', guest('b'))
  vi.advanceTimersByTime(20_000)
  cycle.press('http', guest('c'))
  vi.advanceTimersByTime(10_000)
  expect(cycle.topic.opening()).toMatchObject({ waiting: [3], gaveUp: 1 })
})

test('[E132] [AT33] a browser without a cookie cannot press', () => {
  const { cycle } = watched()
  const passing: Visitor = {
    who: { role: 'audience', paired: false, id: 'x', passing: true },
    visits: undefined,
    reacts: undefined,
  }
  expect(cycle.press('http', passing)).toEqual({ ok: false, why: 'no-cookie' })
  expect(cycle.topic.opening()).toMatchObject({ serving: [], waiting: [], presses: 0 })
})

test('[E132] [AT33] a press ends with its connection, whether it waits or is being served', async () => {
  const { cycle } = watched()
  const [served, inLine, other] = ['a', 'b', 'c'].map((name) => guest(name))
  for (const each of [served!, inLine!, other!]) cycle.press('websocket', each)
  await until(cycle, (news) => news.serving[0]?.phase === 2)
  cycle.left(inLine!)
  expect(cycle.topic.opening()).toMatchObject({ serving: [{ browser: 1 }], waiting: [3] })
  cycle.left(served!)
  await until(cycle, (news) => news.serving[0]?.browser === 3)
  cycle.left(guest('c'))
  expect(cycle.topic.opening()).toMatchObject({ serving: [{ browser: 3 }] })
})

test('[E133] [AT33] one address has at most three of four places in the queue', () => {
  const { cycle } = watched()
  const script = createBucket(1, 1)
  const pressed = Array.from({ length: MAX_QUEUE }, (_, i) =>
    cycle.press('http', guest(`script-${i}`, script)),
  )
  expect(pressed.filter((answer) => 'ok' in answer && answer.ok)).toHaveLength(shareOf(MAX_QUEUE))
  expect(pressed.at(-1)).toEqual({ ok: false, why: 'full' })
  expect(cycle.press('http', guest('elsewhere'))).toMatchObject({ ok: true })
})
