/** Tests for the change from one run of a talk to the next, and for reading an earlier run. */
import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import type { Intent } from '../../protocol/intent.ts'
import { SERVER, type Who } from '../../protocol/role.ts'
import type { TalkLog } from '../log/log.ts'
import { openMemoryLog } from '../log/memory.ts'
import { foldRun } from './runs.ts'
import { openTalk, type Talk } from './talk.ts'

const quiet = pino({ level: 'silent' })
const phone: Who = { role: 'presenter', paired: true, id: 'device-1' }
const guest: Who = { role: 'audience', paired: false, id: 'guest-1' }
const slides = Array.from({ length: 9 }, (_, h) => ({ id: `s${h}`, h, v: 0, title: `S${h}`, steps: 2 }))
const HEAL_MS = 20

let made = 0
const newId = (): string => `intent-${String(++made).padStart(6, '0')}`
const goto = (h: number): Intent => ({ id: newId(), type: 'position/goto', to: { h, v: 0, f: -1 } })
const say = (text: string): Intent => ({ id: newId(), type: 'chat/say', text })
const close = (run: number): Intent => ({ id: newId(), type: 'run/close', run })

async function open(log: TalkLog): Promise<Talk> {
  const talk = await openTalk(log, 'demo', quiet, Date.now, { healMs: HEAL_MS })
  onTestFinished(() => talk.close())
  return talk
}

function newLog(): TalkLog {
  const log = openMemoryLog()
  onTestFinished(() => log.close())
  return log
}

/** A talk at slide 3 with a chat message. */
async function given(log: TalkLog): Promise<Talk> {
  const talk = await open(log)
  await talk.append({ id: newId(), type: 'talk/outline', version: 'v1', slides }, SERVER)
  await talk.append(goto(3), phone)
  await talk.append(say('hello'), guest)
  return talk
}

const isIn = (talk: Talk, run: number): Promise<void> =>
  new Promise((resolve) => {
    const check = ({ run: { number, closed } }: Talk['state']): void => {
      if (number === run && !closed) resolve()
    }
    talk.onChange(check)
    check(talk.state)
  })

test('[V22] a new run has the slides and nothing else, in another epoch; the earlier run is kept', async () => {
  const log = newLog()
  const talk = await given(log)
  const { epoch } = talk
  expect(await talk.append(close(1), phone)).toMatchObject({ ok: true })
  await isIn(talk, 2)
  expect(talk.epoch).not.toBe(epoch)
  expect(talk.state.talk).toMatchObject({ version: 'v1', over: false })
  expect(talk.state.position).toMatchObject({ h: 0, v: 0, f: -1 })
  expect([...talk.state.chat.items]).toEqual([])
  expect(talk.state.clock.startedAt).toBeNull()
  const { state, people } = await foldRun(log, 'demo', 1)
  expect(state.position).toMatchObject({ h: 3 })
  expect([...state.chat.items]).toMatchObject([{ text: 'hello' }])
  expect(people).toBe(2)
})

test('[V21] the intent is accepted once for its run, and what comes before the next run is refused as unavailable', async () => {
  const log = newLog()
  const talk = await given(log)
  const intent = close(1)
  const [first, late] = await Promise.all([talk.append(intent, phone), talk.append(say('late'), guest)])
  expect(first).toMatchObject({ ok: true })
  expect(late).toMatchObject({ refusal: { code: 'unavailable', retry: true } })
  await isIn(talk, 2)
  expect(await talk.append(intent, phone)).toMatchObject({ ok: true })
  expect(talk.state.run).toMatchObject({ number: 2, closed: false })
  expect(await talk.append(close(2), guest)).toMatchObject({ refusal: { code: 'forbidden' } })
  const kept = []
  for await (const { event } of log.readRun('demo', 1)) kept.push(event.type)
  expect(kept.at(-1)).toBe('run/closed')
})

test('[V21] a server that ended between the two runs begins the next one when it starts', async () => {
  const log = newLog()
  let works = false
  const failing: TalkLog = {
    ...log,
    begin: (...args) => (works ? log.begin(...args) : Promise.reject(new Error('killed'))),
  }
  const killed = await given(failing)
  await killed.append(close(1), phone)
  await killed.close()
  works = true
  const talk = await open(failing)
  await isIn(talk, 2)
  expect(talk.state.talk.version).toBe('v1')
})

test('[V20] moves that waited for the log do not enter the run that another node has begun', async () => {
  const log = newLog()
  let full = false
  const cut: TalkLog = {
    ...log,
    append: (...args) => (full ? Promise.reject(new Error('no space left')) : log.append(...args)),
    saveSnapshot: (...args) => (full ? Promise.reject(new Error('no')) : log.saveSnapshot(...args)),
  }
  const here = await given(cut)
  const there = await open(log)
  full = true
  expect(await here.append(goto(5), phone)).toMatchObject({ ok: true, durable: false })
  await there.append(close(1), phone)
  await isIn(here, 2)
  await isIn(there, 2)
  full = false
  const healed = new Promise<void>((resolve) => here.onChange(() => here.saved && resolve()))
  await healed
  expect(here.state.position).toMatchObject({ h: 0 })
  expect(await foldRun(log, 'demo', 2)).toMatchObject({ state: { position: { h: 0 } }, people: 0 })
})
