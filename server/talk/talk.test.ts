import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import type { Entry } from '../../protocol/event.ts'
import type { Position } from '../../protocol/position.ts'
import type { Intent } from '../../protocol/intent.ts'
import { SERVER, type Who } from '../../protocol/role.ts'
import type { TalkLog } from '../log/log.ts'
import { openMemoryLog } from '../log/memory.ts'
import { openTalk, type Talk } from './talk.ts'

const quiet = pino({ level: 'silent' })
/** A stage, so that no move also takes the lease: one move is one entry. */
const presenter: Who = { role: 'stage', paired: true, id: 'device-1' }
const other: Who = { role: 'stage', paired: true, id: 'device-2' }
const slides = Array.from({ length: 50 }, (_, h) => ({ id: `s${h}`, h, v: 0, title: `S${h}`, steps: 2 }))

let made = 0
const newId = (): string => `intent-${String(++made).padStart(6, '0')}`
const next = (from: Position): Intent => ({ id: newId(), type: 'position/next', from })
const goto = (h: number): Intent => ({ id: newId(), type: 'position/goto', to: { h, v: 0, f: -1 } })

function newLog(): TalkLog {
  const log = openMemoryLog()
  onTestFinished(() => log.close())
  return log
}

async function openOutlined(log: TalkLog): Promise<Talk> {
  const talk = await openTalk(log, 'demo', quiet)
  await talk.append({ id: newId(), type: 'talk/outline', version: 'v1', slides }, SERVER)
  return talk
}

async function entries(log: TalkLog): Promise<Entry[]> {
  const all: Entry[] = []
  for await (const entry of log.read('demo', 0)) all.push(entry)
  return all
}

test('[T1] the answer comes after the write, and the listener is called before the answer', async () => {
  const log = newLog()
  const talk = await openOutlined(log)
  const heard: number[] = []
  talk.onChange((state) => heard.push(state.seq))
  const ack = await talk.append(next({ h: 0, v: 0, f: -1 }), presenter)
  expect(ack).toEqual({ ok: true, seq: 2 })
  expect(heard).toEqual([2])
  expect((await entries(log)).at(-1)).toMatchObject({
    seq: 2,
    by: 'device-1',
    event: { type: 'position/moved', f: 0 },
  })
})

test('[T1] intents that arrive together are written as one batch', async () => {
  const log = newLog()
  const talk = await openOutlined(log)
  let writes = 0
  const append = log.append.bind(log)
  log.append = (...args) => (writes++, append(...args))
  const acks = await Promise.all(Array.from({ length: 40 }, (_, i) => talk.append(goto(i + 1), presenter)))
  expect(acks.map((ack) => ack.ok && ack.seq)).toEqual(Array.from({ length: 40 }, (_, i) => i + 2))
  expect(writes).toBe(1)
})

test('[T2] the same intent five times, at once and later, has one effect and one answer', async () => {
  const log = newLog()
  const talk = await openOutlined(log)
  const intent = next({ h: 0, v: 0, f: -1 })
  const atOnce = await Promise.all([1, 2, 3].map(() => talk.append(intent, presenter)))
  await talk.append(goto(9), presenter)
  const later = [await talk.append(intent, presenter), await talk.append(intent, presenter)]
  expect([...atOnce, ...later]).toEqual(Array.from({ length: 5 }, () => ({ ok: true, seq: 2 })))
  expect(await entries(log)).toHaveLength(3)
  expect(talk.state.position).toEqual({ h: 9, v: 0, f: -1 })
})

test('[T2] a retry is recognised after a restart, with and without a snapshot', async () => {
  const log = newLog()
  const intent = next({ h: 0, v: 0, f: -1 })
  const first = await openOutlined(log)
  await first.append(intent, presenter)
  const withoutSnapshot = await openTalk(log, 'demo', quiet)
  expect(await withoutSnapshot.append(intent, presenter)).toEqual({ ok: true, seq: 2 })
  await first.close()
  expect(await log.snapshot('demo')).toMatchObject({ seq: 2 })
  const withSnapshot = await openTalk(log, 'demo', quiet)
  expect(await withSnapshot.append(intent, presenter)).toEqual({ ok: true, seq: 2 })
})

test("[T2] another actor's intent with the same id is a different intent", async () => {
  const talk = await openOutlined(newLog())
  const intent = next({ h: 0, v: 0, f: -1 })
  await talk.append(intent, presenter)
  expect(await talk.append(intent, { role: 'audience', paired: false, id: 'guest' })).toMatchObject({
    refusal: { code: 'forbidden' },
  })
})

test('[T3] a double tap moves one step, and so do two presenters at once', async () => {
  const talk = await openOutlined(newLog())
  const from = { h: 0, v: 0, f: -1 }
  const acks = await Promise.all([
    talk.append(next(from), presenter),
    talk.append(next(from), presenter),
    talk.append(next(from), other),
  ])
  expect(acks.map((ack) => (ack.ok ? 'ok' : ack.refusal.code))).toEqual(['ok', 'moved-on', 'moved-on'])
  expect(talk.state.position).toEqual({ h: 0, v: 0, f: 0 })
})

test('[T3] of intents that arrive out of order, only the one from the current position counts', async () => {
  const talk = await openOutlined(newLog())
  const [first, second, third] = [
    next({ h: 0, v: 0, f: -1 }),
    next({ h: 0, v: 0, f: 0 }),
    next({ h: 0, v: 0, f: 1 }),
  ]
  const acks = []
  for (const intent of [third, first, second]) acks.push(await talk.append(intent, presenter))
  expect(acks.map((ack) => ack.ok)).toEqual([false, true, true])
  expect(talk.state.position).toEqual({ h: 0, v: 0, f: 1 })
})

test('[T11] with two nodes on one log, every intent has one effect, both end equal, and no number is skipped', async () => {
  const log = newLog()
  const a = await openOutlined(log)
  const b = await openTalk(log, 'demo', quiet)
  const acks = await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      i % 2 ? a.append(goto(i), presenter) : b.append(goto(i + 1), other),
    ),
  )
  expect(acks.every((ack) => ack.ok)).toBe(true)
  const all = await entries(log)
  expect(all.map((entry) => entry.seq)).toEqual(all.map((_, i) => i + 1))
  expect(b.state).toEqual(a.state)
})

test('[T14] a move that arrives after its `before` is refused; a retry of one that arrived in time is not', async () => {
  const talk = await openOutlined(newLog())
  const from = { h: 0, v: 0, f: -1 }
  const late = { ...next(from), before: Date.now() - 1 } as Intent
  expect(await talk.append(late, presenter)).toMatchObject({ refusal: { code: 'expired', retry: true } })
  const timely = { ...next(from), before: Date.now() + 60_000 } as Intent
  expect(await talk.append(timely, presenter)).toMatchObject({ ok: true })
  expect(await talk.append({ ...timely, before: 1 } as Intent, presenter)).toMatchObject({ ok: true, seq: 2 })
})

test('[L5] a damaged snapshot is ignored, and the log alone gives the same state', async () => {
  const log = newLog()
  const talk = await openOutlined(log)
  await talk.append(goto(7), presenter)
  for (const body of ['{', '{"version":0}', JSON.stringify({ version: 1, state: { seq: 99 }, seen: [] })]) {
    await log.saveSnapshot('demo', { seq: 2, body })
    expect((await openTalk(log, 'demo', quiet)).state).toEqual(talk.state)
  }
})

test('[L5] a long talk saves snapshots as it grows', async () => {
  const log = newLog()
  const talk = await openOutlined(log)
  for (let i = 0; i < 3; i++) {
    await Promise.all(Array.from({ length: 400 }, (_, n) => talk.append(goto((n % 2) + 1), presenter)))
  }
  // Snapshots are written in short turns between other work.
  await expect.poll(async () => (await log.snapshot('demo'))?.seq ?? 0).toBeGreaterThanOrEqual(1000)
})

test('[T1] after closing, an intent is unavailable and nothing is written', async () => {
  const log = newLog()
  const talk = await openOutlined(log)
  await talk.close()
  expect(await talk.append(goto(3), presenter)).toMatchObject({ refusal: { code: 'unavailable' } })
  expect(await entries(log)).toHaveLength(1)
})
