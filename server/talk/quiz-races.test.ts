/** Answers to a quiz question against each other and against its close, through the real talk and log. */
import pino from 'pino'
import { expect, test } from 'vitest'
import { numbers } from '../../tests/support/counting.ts'
import type { Intent } from '../../protocol/intent.ts'
import { SERVER, type Who } from '../../protocol/role.ts'
import { openMemoryLog } from '../log/memory.ts'
import { openTalk, type Talk } from './talk.ts'

const speaker: Who = { role: 'presenter', paired: true, id: 'device-1' }
const guest = (i: number): Who => ({ role: 'audience', paired: false, id: `participant-${i}` })
const elements = [
  {
    name: 'live-quiz',
    attributes: { id: 'q' },
    text: 'Which?',
    items: ['A', 'B', 'C'],
    private: { attributes: { right: '1' } },
  },
]
const slides = [{ id: 'a', h: 0, v: 0, title: 'A', steps: 0, elements }]

let made = 0
const newId = (): string => `intent-${String(++made).padStart(6, '0')}`
const answer = (option: number, id = newId()): Intent => ({
  id,
  type: 'quiz/answer',
  question: 'q',
  options: [option],
})

async function openQuiz(now: () => number = Date.now): Promise<{ talk: Talk; close(): Promise<void> }> {
  const log = openMemoryLog()
  const talk = await openTalk(log, 'demo', pino({ level: 'silent' }), now)
  await talk.append({ id: newId(), type: 'talk/outline', version: 'v1', slides }, SERVER)
  await talk.append({ id: newId(), type: 'quiz/start', question: 'q' }, speaker)
  return {
    talk,
    async close() {
      await talk.close()
      await log.close()
    },
  }
}

test('[U3] 1,000 participants who send the same answer 5 times in parallel, half of it with new ids, count as 1,000', async () => {
  const { talk, close } = await openQuiz()
  const sent = Array.from({ length: 1000 }, (_, i) => {
    const id = newId()
    return Array.from({ length: 5 }, (__, n) =>
      talk.append(answer(i % 3, n % 2 === 0 ? id : newId()), guest(i)),
    )
  })
  const acks = await Promise.all(sent.flat())
  expect(acks.every(({ ok }) => ok)).toBe(true)
  expect(talk.state.quiz).toMatchObject({ answered: 1000, counts: [334, 333, 333] })
  await close()
})

test.each([41, 42, 43])(
  '[U4] answers and a close at the same time, 100 times: the acknowledged answers are the result (seed %i)',
  async (seed) => {
    const below = numbers(seed)
    for (let round = 0; round < 100; round++) {
      let now = 1_000_000
      const { talk, close } = await openQuiz(() => now)
      const counts = [0, 0, 0]
      const closesAt = below(30)
      const sent: Promise<unknown>[] = []
      for (let i = 0; i < 30; i++) {
        if (i === closesAt)
          sent.push(talk.append({ id: newId(), type: 'quiz/close', question: 'q' }, speaker))
        const option = below(3)
        sent.push(
          talk.append(answer(option), guest(i)).then((ack) => {
            if (ack.ok) counts[option]! += 1
            else expect(ack.refusal.code).toBe('closed')
          }),
        )
        if (below(4) === 0) {
          now += below(9000)
          await sent.at(-1)
        }
      }
      await Promise.all(sent)
      await talk.append({ id: newId(), type: 'quiz/reveal', question: 'q' }, speaker)
      expect(talk.state.quiz.counts).toEqual(counts)
      expect(talk.state.quiz.answered).toBe(counts[0]! + counts[1]! + counts[2]!)
      await close()
    }
  },
)
