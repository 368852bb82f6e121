/** Tests for the rehearsal of a talk: its run, when the room is there, what is measured, told and stored. */
import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import type { Intent } from '../../../protocol/intent.ts'
import { SERVER, type Who } from '../../../protocol/role.ts'
import { openMemoryLog } from '../../log/memory.ts'
import { foldRun } from '../../talk/runs.ts'
import { openTalk } from '../../talk/talk.ts'
import { beginRehearsal } from './rehearsal.ts'

const phone: Who = { role: 'presenter', paired: true, id: 'device-1' }
const outline = ['start', 'idea', 'end'].map((id, h) => ({ id, h, v: 0, title: `The ${id}`, steps: 0 }))

let made = 0
const newId = (): string => `intent-${String(++made).padStart(6, '0')}`

async function hall() {
  const log = openMemoryLog()
  onTestFinished(() => log.close())
  let now = 1_800_000_000_000
  const talk = await openTalk(log, 'demo', pino({ level: 'silent' }), () => now)
  onTestFinished(() => talk.close())
  await talk.append({ id: newId(), type: 'talk/outline', version: 'v1', slides: outline }, SERVER)
  const written: string[] = []
  /** `in` and `out` of the simulated people, in order. */
  const crowds: string[] = []
  const say = (intent: Intent) => talk.append(intent, phone)
  const heard: [count: number, done: () => void][] = []
  return {
    log,
    talk,
    written,
    crowds,
    say,
    /** Moves, and stays there for so long. */
    async show(h: number, seconds: number) {
      await say({ id: newId(), type: 'position/goto', to: { h, v: 0, f: -1 } })
      now += seconds * 1000
    },
    pass(seconds: number) {
      now += seconds * 1000
    },
    /** Resolves when so many texts were written. */
    told: (count: number) =>
      written.length >= count
        ? Promise.resolve()
        : new Promise<void>((done) => void heard.push([count, done])),
    begin: () =>
      beginRehearsal({
        log,
        talk,
        deck: () => ({ title: 'Demo', author: '', language: 'en', durationMinutes: 0, timings: [], outline }),
        openCrowd() {
          crowds.push('in')
          return { close: async () => void crowds.push('out') }
        },
        stored: true,
        write(text) {
          written.push(text)
          for (const [count, done] of heard) if (written.length >= count) done()
        },
        logger: pino({ level: 'silent' }),
      }),
  }
}

test('[V27] [V28] [H34] End the talk tells and stores the times, and the talk then has a run of its own', async () => {
  const { log, talk, written, crowds, begin, show, pass, say, told } = await hall()
  await show(1, 5)
  const rehearsal = await begin()
  // The talk was given before, so the rehearsal has another run.
  expect(talk.state).toMatchObject({ run: { number: 2, rehearsal: true }, position: { h: 0 } })
  expect(crowds).toEqual([])
  rehearsal.start()
  expect(crowds).toEqual(['in'])
  pass(12)
  await show(1, 60)
  await show(2, 30)
  await show(1, 15)
  await say({ id: newId(), type: 'talk/end' })
  await told(1)
  expect(crowds).toEqual(['in', 'out'])
  expect(written[0]).toBe(`
  The rehearsal of "Demo":

       slide         time
    1  The start     0:12
    2  The idea      1:15
    3  The end       0:30
       total         1:57

  The plan is stored: in the next run, the pace on the phone uses these times.
`)
  // This run keeps the plan that it began with.
  expect(talk.state.run.plan).toEqual([])
  await rehearsal.end()
  expect(written.slice(1)).toEqual(['  The server goes on until Ctrl-C.\n'])
  expect(talk.state.run).toEqual({
    number: 3,
    closed: false,
    rehearsal: false,
    plan: [
      { slide: 'start', ms: 12_000 },
      { slide: 'idea', ms: 75_000 },
      { slide: 'end', ms: 30_000 },
    ],
    measured: null,
  })
  expect((await foldRun(log, 'demo', 2)).state.run.rehearsal).toBe(true)
  expect((await foldRun(log, 'demo', 1)).state.position.h).toBe(1)
})

test('[H34] a signal ends the talk, too; the people come back when the talk is reopened', async () => {
  const { talk, written, crowds, begin, show, say, told } = await hall()
  const rehearsal = await begin()
  // Nothing was given before.
  expect(talk.state.run).toMatchObject({ number: 1, rehearsal: true })
  rehearsal.start()
  await show(1, 20)
  await say({ id: newId(), type: 'talk/end' })
  await told(1)
  await say({ id: newId(), type: 'talk/reopen' })
  expect(crowds).toEqual(['in', 'out', 'in'])
  await show(2, 40)
  await rehearsal.end()
  expect(crowds).toEqual(['in', 'out', 'in', 'out'])
  expect(written).toHaveLength(3)
  expect(written[2]).toMatch(/2 +The idea +0:20\n +3 +The end +0:40\n +total +1:00\n/)
  expect(talk.state.run).toMatchObject({ number: 2, rehearsal: false })
})

test('[V27] [V28] a run that the phone begins is another rehearsal, and is compared with the one before', async () => {
  const { talk, written, crowds, begin, show, pass, say, told } = await hall()
  const rehearsal = await begin()
  rehearsal.start()
  pass(5)
  await show(1, 20)
  await show(2, 10)
  await say({ id: newId(), type: 'run/close', run: 1 })
  await told(1)
  await expect.poll(() => talk.state.run).toMatchObject({ number: 2, rehearsal: true })
  expect(crowds).toEqual(['in', 'out', 'in'])
  expect(talk.state.run.plan).toMatchObject([{ ms: 5000 }, { ms: 20_000 }, { ms: 10_000 }])
  pass(7)
  await show(1, 25)
  await rehearsal.end()
  expect(written[2]).toMatch(/time +plan\n/)
  expect(written[2]).toMatch(/1 +The start +0:07 +0:05\n/)
  expect(written[2]).toMatch(/2 +The idea +0:25 +0:20\n/)
  expect(talk.state.run).toMatchObject({ number: 3, rehearsal: false })
})

test('[V27] one message is enough to make a run that stays as it is', async () => {
  const { talk, say, begin } = await hall()
  await say({ id: newId(), type: 'chat/say', text: 'hello' })
  await begin()
  expect(talk.state.run).toMatchObject({ number: 2, rehearsal: true })
  expect(talk.state.chat.items.length).toBe(0)
})

test('[H34] without a move nothing is measured, and the plan stays', async () => {
  const { talk, written, begin, pass } = await hall()
  const rehearsal = await begin()
  rehearsal.start()
  pass(30)
  await rehearsal.end()
  expect(written).toEqual([
    '\n  The talk stayed on its first slide, so no times were measured. The plan stays as it was.\n',
  ])
  expect(talk.state.run).toMatchObject({ number: 2, rehearsal: false, plan: [] })
})
