/** Tests how batches of intents are decided, without a log. */
import { expect, test } from 'vitest'
import type { Intent } from '../../protocol/intent.ts'
import { SERVER, type Who } from '../../protocol/role.ts'
import { EMPTY, evolve } from '../../protocol/state.ts'
import { decideBatch } from './batch.ts'

const stage: Who = { role: 'stage', paired: true, id: 'device-1' }
const guest: Who = { role: 'audience', paired: false, id: 'guest-1' }
const slides = Array.from({ length: 5 }, (_, h) => ({ id: `s${h}`, h, v: 0, title: `S${h}`, steps: 0 }))
const outline: Intent = { id: 'outline-1', type: 'talk/outline', version: 'v1', slides }
const goto = (id: string, h: number): Intent => ({ id, type: 'position/goto', to: { h, v: 0, f: -1 } })
const next = (id: string, h: number): Intent => ({ id, type: 'position/next', from: { h, v: 0, f: -1 } })

const begun = decideBatch([{ intent: outline, who: SERVER }], { state: EMPTY, stored: new Map() }, 0)
const state = begun.batch.reduce((all, entry, i) => evolve(all, { ...entry, seq: i + 1 }), EMPTY)
const basis = { state, stored: new Map([['device-1 stored-1', 1]]) }

test('[T3] each intent of a batch is decided on the state after the previous ones', () => {
  const wishes = [next('intent-1', 0), next('intent-2', 1), next('intent-3', 0)]
  const { batch, answers } = decideBatch(
    wishes.map((intent) => ({ intent, who: stage })),
    basis,
    7,
  )
  expect(batch.map(({ at, id, event }) => [at, id, 'h' in event && event.h])).toEqual([
    [7, 'intent-1', 1],
    [7, 'intent-2', 2],
  ])
  expect(answers).toMatchObject([
    { ok: true, seq: 2 },
    { ok: true, seq: 3 },
    { ok: false, refusal: { code: 'moved-on' } },
  ])
})

test('[T2] an intent that is stored, waiting or repeated in the batch is answered with its first entry', () => {
  const [again, waits, twice] = [goto('stored-1', 1), goto('waits-1', 2), goto('twice-1', 3)]
  const wishes = [again, waits, twice, twice].map((intent) => ({ intent, who: stage }))
  const waiting = new Map([['device-1 waits-1', 9]])
  const { batch, answers } = decideBatch(wishes, { ...basis, waiting }, 0)
  expect(batch.map(({ id }) => id)).toEqual(['twice-1'])
  expect(answers).toEqual([
    { ok: true, seq: 1 },
    { ok: true, seq: 9, durable: false },
    { ok: true, seq: 2, durable: false },
    { ok: true, seq: 2, durable: false },
  ])
})

test('[T13] [T15] without the log, moves take effect and messages from people do not', () => {
  const say: Intent = { id: 'say-1', type: 'chat/say', text: 'hello' }
  const wishes = [
    { intent: say, who: guest },
    { intent: goto('intent-1', 1), who: stage },
  ]
  const { batch, answers } = decideBatch(wishes, { ...basis, waiting: new Map() }, 0)
  expect(batch.map(({ id }) => id)).toEqual(['intent-1'])
  expect(answers).toMatchObject([{ refusal: { code: 'unavailable' } }, { ok: true, durable: false }])
  expect(decideBatch(wishes, basis, 0).batch.map(({ id }) => id)).toEqual(['say-1', 'intent-1'])
})

test('[T14] a move counts until its `before`', () => {
  const move = { ...goto('intent-1', 1), before: 100 } as Intent
  expect(decideBatch([{ intent: move, who: stage }], basis, 100).answers).toEqual([{ ok: true, seq: 2 }])
  const late = decideBatch([{ intent: move, who: stage }], basis, 101)
  expect(late).toMatchObject({ batch: [], answers: [{ refusal: { code: 'expired' } }] })
})
