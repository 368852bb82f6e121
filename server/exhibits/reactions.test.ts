import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import type { Intent } from '../../protocol/intent.ts'
import type { BurstNews } from '../../protocol/reactions.ts'
import { refusal } from '../../protocol/refusal.ts'
import { EMPTY, type State } from '../../protocol/state.ts'
import type { Ack } from '../../protocol/wire.ts'
import type { Visitor } from '../admission/visitor.ts'
import { createBucket } from '../base/token-bucket.ts'
import type { NodeSignal } from '../log/log.ts'
import { openMemoryLog } from '../log/memory.ts'
import { createReactions, REACTIONS_AT_ONCE, REACTIONS_PER_SECOND } from './reactions.ts'

beforeEach(() => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
})

const KINDS = ['👏', '😂']
const hall = () => createBucket(REACTIONS_AT_ONCE, REACTIONS_PER_SECOND)
const guest = (id: string, reacts = hall()): Visitor => ({
  who: { id, role: 'audience', paired: false },
  visits: undefined,
  reacts,
})

const TWO_SLIDES: State = {
  ...EMPTY,
  talk: { ...EMPTY.talk, outline: ['a', 'b'].map((id, h) => ({ id, h, v: 0, title: id, steps: 0 })) },
}

function room({ log = openMemoryLog(), browsers = 10 } = {}) {
  const signals: NodeSignal[] = []
  onTestFinished(log.onSignal('talk', (said) => signals.push(said)))
  const asked: Intent[] = []
  const talk = {
    id: 'talk',
    state: TWO_SLIDES,
    answer: { ok: true, seq: 1 } as Ack,
    async append(intent: Intent) {
      asked.push(intent)
      return talk.answer
    },
  }
  const reactions = createReactions({ log, talk, kinds: () => KINDS, browsers: () => browsers })
  onTestFinished(() => reactions.close())
  const bursts: BurstNews[] = []
  return {
    reactions,
    signals,
    asked,
    talk,
    bursts,
    watch: () => onTestFinished(reactions.topic.start((news) => bursts.push(news))),
  }
}

test('[R2] reactions are merged in ticks and sent as counts by kind', () => {
  const { reactions, bursts, watch } = room()
  watch()
  expect(reactions.topic.opening()).toEqual({})
  for (const id of ['ada', 'bob']) expect(reactions.receive('👏', guest(id))).toEqual({ ok: true })
  reactions.receive('😂', guest('cyd'))
  vi.advanceTimersByTime(200)
  expect(bursts).toEqual([{ '👏': 2, '😂': 1 }])
  vi.advanceTimersByTime(10_000)
  expect(bursts).toHaveLength(1)
})

test('[R2] 2,000 reactions a second are one signal per tick, and one entry every four seconds', async () => {
  const { reactions, bursts, watch, signals, asked } = room({ browsers: 2000 })
  watch()
  const address = hall()
  const people = Array.from({ length: 2000 }, (_, i) => guest(`p${i}`, address))
  for (let tenth = 0; tenth < 80; tenth++) {
    for (const one of people.slice(200 * (tenth % 10), 200 * (tenth % 10) + 200))
      expect(reactions.receive('👏', one)).toEqual({ ok: true })
    await vi.advanceTimersByTimeAsync(100)
  }
  await vi.advanceTimersByTimeAsync(5000)
  expect(bursts.length).toBeLessThanOrEqual(2 * 8 + 1)
  expect(signals.length).toBeLessThanOrEqual(161)
  expect(bursts.reduce((sum, burst) => sum + (burst['👏'] ?? 0), 0)).toBe(16_000)
  expect(asked.length).toBeLessThanOrEqual(3)
  const counted = asked.flatMap((intent) => (intent.type === 'reactions/count' ? intent.slides : []))
  expect(counted.reduce((sum, { counts }) => sum + (counts['👏'] ?? 0), 0)).toBe(16_000)
})

test('[R3] a kind that the deck does not offer, a browser without a cookie, another role: refused', () => {
  const { reactions, signals } = room()
  const { who, visits, reacts } = guest('ada')
  expect(reactions.receive('💩', guest('ada'))).toEqual({ ok: false, why: 'off' })
  expect(reactions.receive('constructor', guest('ada'))).toEqual({ ok: false, why: 'off' })
  const passing: Visitor = { who: { ...who, passing: true }, visits, reacts: undefined }
  expect(reactions.receive('👏', passing)).toEqual({ ok: false, why: 'no-cookie' })
  const stage: Visitor = { who: { id: 's', role: 'stage', paired: true }, visits, reacts }
  expect(reactions.receive('👏', stage)).toEqual({ ok: false, why: 'off' })
  vi.advanceTimersByTime(1000)
  expect(signals).toEqual([])
})

test('[R6] while the room is paused, nobody can react', () => {
  const { reactions, talk } = room()
  talk.state = { ...TWO_SLIDES, panic: { on: true } }
  expect(reactions.receive('👏', guest('ada'))).toEqual({ ok: false, why: 'paused' })
})

test('[R3] one person and one address are limited', () => {
  const { reactions } = room()
  const answers = Array.from({ length: 20 }, () => reactions.receive('👏', guest('ada')).ok)
  expect(answers.filter(Boolean)).toHaveLength(8)
  const address = hall()
  let accepted = 0
  for (let i = 0; i < 10_000; i++) accepted += Number(reactions.receive('👏', guest(`p${i}`, address)).ok)
  expect(accepted).toBe(REACTIONS_AT_ONCE)
})

test('[R4] every node sends the reactions of all nodes, and only kinds that its deck offers', () => {
  const log = openMemoryLog()
  const one = room({ log })
  const other = room({ log })
  one.watch()
  other.watch()
  one.reactions.receive('👏', guest('ada'))
  other.reactions.receive('👏', guest('bob'))
  log.signal('talk', { about: 'bursts', counts: { '💩': 9 } })
  vi.advanceTimersByTime(500)
  expect(one.bursts).toEqual([{ '👏': 2 }])
  expect(other.bursts).toEqual([{ '👏': 2 }])
})

test('[R5] reactions are counted under the slide that shows, and the talk is asked again with the same id', async () => {
  const { reactions, asked, talk } = room()
  reactions.receive('👏', guest('ada'))
  talk.state = { ...TWO_SLIDES, position: { h: 1, v: 0, f: -1 } }
  reactions.receive('😂', guest('bob'))
  talk.answer = { ok: false, refusal: refusal('unavailable') }
  await vi.advanceTimersByTimeAsync(4000)
  reactions.receive('😂', guest('cyd'))
  await vi.advanceTimersByTimeAsync(8000)
  expect(asked).toHaveLength(3)
  expect(new Set(asked.map(({ id }) => id)).size).toBe(1)
  expect(asked[0]).toMatchObject({
    slides: [
      { slide: 'a', counts: { '👏': 1 } },
      { slide: 'b', counts: { '😂': 1 } },
    ],
  })
  talk.answer = { ok: true, seq: 9 }
  await vi.advanceTimersByTimeAsync(8000)
  expect(asked.at(-1)).toMatchObject({ slides: [{ slide: 'b', counts: { '😂': 1 } }] })
  expect(asked.at(-1)?.id).not.toBe(asked[0]?.id)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(vi.getTimerCount()).toBe(0)
})

test('[R5] what is not counted yet is counted when the server closes', async () => {
  const { reactions, asked } = room()
  reactions.receive('👏', guest('ada'))
  reactions.finish()
  await vi.advanceTimersByTimeAsync(0)
  expect(asked).toHaveLength(1)
})

test('[R5] what was not counted when its run ended does not count in the next one', async () => {
  const { reactions, asked, talk } = room()
  reactions.receive('👏', guest('guest-a'))
  talk.state = { ...TWO_SLIDES, run: { ...TWO_SLIDES.run, number: 2 } }
  reactions.finish()
  reactions.receive('😂', guest('guest-a'))
  await vi.advanceTimersByTimeAsync(5000)
  expect(asked).toMatchObject([{ type: 'reactions/count', slides: [{ slide: 'a', counts: { '😂': 1 } }] }])
})
