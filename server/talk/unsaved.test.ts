import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import type { Entry, NewEntry } from '../../protocol/event.ts'
import type { Position } from '../../protocol/position.ts'
import type { Intent } from '../../protocol/intent.ts'
import { SERVER, type Who } from '../../protocol/role.ts'
import type { State } from '../../protocol/state.ts'
import type { TalkLog } from '../log/log.ts'
import { openMemoryLog } from '../log/memory.ts'
import { openTalk, type Talk } from './talk.ts'

const quiet = pino({ level: 'silent' })
/** A stage, so that no move also takes the lease: one move is one entry. */
const presenter: Who = { role: 'stage', paired: true, id: 'device-1' }
const guest: Who = { role: 'audience', paired: false, id: 'guest-1' }
const slides = Array.from({ length: 50 }, (_, h) => ({ id: `s${h}`, h, v: 0, title: `S${h}`, steps: 2 }))
const HEAL_MS = 20

let made = 0
const newId = (): string => `intent-${String(++made).padStart(6, '0')}`
const at = (h: number): Position => ({ h, v: 0, f: -1 })
const goto = (h: number): Intent => ({ id: newId(), type: 'position/goto', to: at(h) })
const say = (text: string): Intent => ({ id: newId(), type: 'chat/say', text })
const moved = (h: number): NewEntry => {
  return { at: 1, by: 'device-2', id: newId(), event: { type: 'position/moved', ...at(h) } }
}

type Failing = (append: () => Promise<Entry[] | 'stale'>) => Promise<Entry[] | 'stale'>
const full: Failing = () => Promise.reject(new Error('no space left'))

/** A talk on a log whose `append` can be made to fail. */
async function breakable() {
  const log = openMemoryLog()
  onTestFinished(() => log.close())
  let failing: Failing | undefined
  const broken: TalkLog = {
    ...log,
    append: (...args) => (failing ? failing(() => log.append(...args)) : log.append(...args)),
    saveSnapshot: (...args) => (failing ? Promise.reject(new Error('no')) : log.saveSnapshot(...args)),
  }
  const talk = await openTalk(broken, 'demo', quiet, Date.now, { healMs: HEAL_MS })
  await talk.append({ id: newId(), type: 'talk/outline', version: 'v1', slides }, SERVER)
  const fail = (how?: Failing): void => void (failing = how)
  return { log, talk, fail }
}

function until(talk: Talk, is: () => boolean): Promise<State> {
  return new Promise((resolve) => {
    const undo = talk.onChange((state) => {
      if (!is()) return
      undo()
      resolve(state)
    })
  })
}

async function entries(log: TalkLog): Promise<Entry[]> {
  const all: Entry[] = []
  for await (const entry of log.read('demo', 0)) all.push(entry)
  return all
}

test('[T13] while the log fails, messages from people are answered with unavailable, and a retry succeeds later', async () => {
  const { log, talk, fail } = await breakable()
  fail(full)
  const intent = say('hello')
  expect(await talk.append(intent, guest)).toMatchObject({ refusal: { code: 'unavailable', retry: true } })
  expect([...talk.state.chat.items]).toEqual([])
  const healed = until(talk, () => talk.saved)
  fail()
  await healed
  expect(await talk.append(intent, guest)).toEqual({ ok: true, seq: 2 })
  expect(await entries(log)).toHaveLength(2)
})

test('[T15] the slides move without the log, in a temporary epoch, and the answer says so', async () => {
  const { log, talk, fail } = await breakable()
  const { epoch } = talk
  fail(full)
  const first = goto(3)
  expect(await talk.append(first, presenter)).toEqual({ ok: true, seq: 2, durable: false })
  expect(talk.state.position).toEqual(at(3))
  expect(talk.saved).toBe(false)
  expect(talk.epoch).not.toBe(epoch)
  expect(talk.epoch).toMatch(/^[\w-]{4,20}$/)
  expect(await talk.append(goto(4), presenter)).toEqual({ ok: true, seq: 3, durable: false })
  expect(await talk.append(first, presenter), 'a retry').toEqual({ ok: true, seq: 2, durable: false })
  expect(await talk.append(say('anyone?'), guest)).toMatchObject({ refusal: { code: 'unavailable' } })
  expect(await entries(log)).toHaveLength(1)
})

test('[T16] the waiting entries are stored once and in order, and the epoch is the log’s again', async () => {
  const { log, talk, fail } = await breakable()
  const { epoch } = talk
  fail(full)
  const moves = [goto(3), goto(4), goto(5)]
  for (const move of moves) await talk.append(move, presenter)
  const healed = until(talk, () => talk.saved)
  fail()
  await healed
  expect(talk.epoch).toBe(epoch)
  expect((await entries(log)).slice(1).map(({ id }) => id)).toEqual(moves.map(({ id }) => id))
  expect(await talk.append(moves[0]!, presenter)).toEqual({ ok: true, seq: 2 })
  expect(await talk.append(say('here'), guest)).toEqual({ ok: true, seq: 5 })
})

test('[T16] a move made while the log stores the waiting entries is stored too', async () => {
  const { log, talk, fail } = await breakable()
  fail(full)
  await talk.append(goto(3), presenter)
  const healed = until(talk, () => talk.saved)
  let late: Promise<unknown> | undefined
  fail(async (append) => {
    late ??= talk.append(goto(9), presenter)
    await late
    return append()
  })
  await healed
  expect((await entries(log)).slice(1).map(({ event }) => 'h' in event && event.h)).toEqual([3, 9])
  expect(talk.state.position).toEqual(at(9))
})

test('[T17] if another node has moved the talk meanwhile, the waiting entries are dropped', async () => {
  const { log, talk, fail } = await breakable()
  const { epoch } = talk
  fail(full)
  await talk.append(goto(3), presenter)
  const healed = until(talk, () => talk.saved)
  await log.append('demo', 1, [moved(20)])
  expect(talk.state.position).toEqual(at(20))
  fail()
  await healed
  expect(talk.epoch).toBe(epoch)
  expect((await entries(log)).map(({ event }) => event.type)).toEqual(['talk/outlined', 'position/moved'])
})

test('[T17] [T21] if another phone has taken over on another node meanwhile, the waiting entries are dropped', async () => {
  const { log, talk, fail } = await breakable()
  const mine: Who = { role: 'presenter', paired: true, id: 'device-1' }
  await talk.append(goto(1), mine)
  fail(full)
  await talk.append(goto(3), mine)
  const healed = until(talk, () => talk.saved)
  const event = { type: 'driver/taken', device: 'device-2', term: 2 } as const
  await log.append('demo', 3, [{ at: 1, by: 'device-2', id: newId(), event }])
  expect(await talk.append(goto(4), mine)).toMatchObject({ refusal: { code: 'not-driver' } })
  fail()
  await healed
  expect(talk.state.position).toEqual(at(1))
  expect(await entries(log)).toHaveLength(4)
})

test('[T17] entries of other nodes come first, and the waiting entries follow', async () => {
  const { log, talk, fail } = await breakable()
  fail(full)
  await talk.append(goto(3), presenter)
  const healed = until(talk, () => talk.saved)
  const said: NewEntry = { at: 1, by: 'guest-2', id: newId(), event: { type: 'chat/said', text: 'hi' } }
  await log.append('demo', 1, [said])
  expect(talk.state.position).toEqual(at(3))
  expect(talk.state.chat.items.length).toBe(1)
  fail()
  await healed
  const types = (await entries(log)).map(({ event }) => event.type)
  expect(types).toEqual(['talk/outlined', 'chat/said', 'position/moved'])
})

test('[T18] a batch whose answer was lost takes effect once', async () => {
  const { log, talk, fail } = await breakable()
  fail(async (append) => {
    await append()
    throw new Error('the line was cut')
  })
  const move = goto(3)
  const healed = until(talk, () => talk.saved)
  const ack = await talk.append(move, presenter)
  fail()
  await healed
  expect(ack).toMatchObject({ ok: true, seq: 2 })
  expect(await entries(log)).toHaveLength(2)
  expect(await talk.append(move, presenter)).toEqual({ ok: true, seq: 2 })
})

test('[T19] a log that was emptied gets the outline and the position again, under the new epoch', async () => {
  const old = openMemoryLog()
  const fresh = openMemoryLog()
  onTestFinished(() => Promise.all([old.close(), fresh.close()]).then(() => {}))
  let now: TalkLog = old
  let replaced = (_epoch: string): void => {}
  const log: TalkLog = {
    ...old,
    append: (...args) => now.append(...args),
    read: (...args) => now.read(...args),
    subscribe: (...args) => now.subscribe(...args),
    epoch: (...args) => now.epoch(...args),
    snapshot: (...args) => now.snapshot(...args),
    onEpoch: (_talk, listener) => ((replaced = listener), () => {}),
  }
  const talk = await openTalk(log, 'demo', quiet)
  await talk.append({ id: newId(), type: 'talk/outline', version: 'v1', slides }, SERVER)
  await talk.append(goto(7), presenter)
  const { epoch } = talk
  now = fresh
  const back = until(talk, () => talk.epoch !== epoch && talk.state.position.h === 7)
  replaced('another')
  await back
  expect(talk.epoch).toBe(await fresh.epoch('demo'))
  expect((await entries(fresh)).map(({ event }) => event.type)).toEqual(['talk/outlined', 'position/moved'])
  expect(await talk.append(goto(8), presenter)).toEqual({ ok: true, seq: 3 })
})
