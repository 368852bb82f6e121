/** Votes, questions and faults: the server is killed while people vote and ask, on SQLite and over Redis. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { State } from '../../protocol/state.ts'
import { openRedisLog } from '../../server/log/redis/log.ts'
import { startRedis } from '../support/redis.ts'
import type { Follower } from './follower.ts'
import { seeded, startRig } from './rig.ts'
import { createLedger, insist, record, type Ledger } from './traffic.ts'
import { universalCheck } from './universal-check.ts'

const SEED = 10
const KILLS = 3
const OPTIONS = ['Tabs', 'Spaces', 'Both']

/** Makes an open poll; returns its id and its ballot. */
async function openPoll(driver: Follower): Promise<{ poll: string; ballot: number }> {
  const create = { type: 'poll/create', kind: 'single', question: 'Which one?', options: OPTIONS }
  const ack = await driver.send({ id: 'the-poll-of-this-test', ...create, results: 'hidden', open: true })
  if (!ack?.ok) throw new Error('The poll was not made.')
  return { poll: `made:${ack.seq}`, ballot: ack.seq }
}

/** Everybody changes their vote again and again, and asks, and gives and takes back their vote for question 1. */
async function startVotes(
  voters: Follower[],
  asked: { poll: string; ballot: number },
  ledger: Ledger,
  random: () => number,
) {
  let over = false
  /** What was acknowledged last, of each person. */
  const newest = new Map<Follower, number>()
  const wanted = new Map<Follower, boolean>()
  const questions = ['the first question']
  await insist(ledger, voters[0]!, { type: 'question/ask', text: questions[0] })
  const work = voters.map(async (voter, i) => {
    for (let turn = 0; !over; turn++) {
      // Always another one: a repeated vote is accepted without an entry of its own.
      const option = ((newest.get(voter) ?? 0) + 1 + Math.floor(random() * 2)) % OPTIONS.length
      if (await record(ledger, voter, { type: 'poll/vote', ...asked, vote: { choice: [option] } }))
        newest.set(voter, option)
      const text = `question ${turn} of voter ${i}`
      // No more often than one person may ask and vote.
      if (turn % 12 === i % 12 && (await record(ledger, voter, { type: 'question/ask', text })))
        questions.push(text)
      const on = !wanted.get(voter)
      if (turn % 4 === 0 && (await record(ledger, voter, { type: 'question/vote', question: 1, on })))
        wanted.set(voter, on)
      // The rate of the votes.
      await sleep(100 + random() * 200)
    }
  })
  return {
    async stop() {
      over = true
      await Promise.all(work)
    },
    expectIn({ poll, questions: { items } }: State) {
      expect(poll.polls[0]?.votes).toBe(newest.size)
      expect(poll.polls[0]?.counts).toEqual(
        OPTIONS.map((_, option) => [...newest.values()].filter((each) => each === option).length),
      )
      expect([...items].map(({ text }) => text).toSorted()).toEqual(questions.toSorted())
      expect(items.at(0)?.votes).toBe([...wanted.values()].filter(Boolean).length)
    },
  }
}

test(`[O16] [Q13] [F1] killed ${KILLS} times while people vote and ask: the result is what was acked last of each`, async () => {
  const random = seeded(SEED)
  const rig = await startRig()
  const driver = await rig.present()
  const crowd = await rig.crowd(30, { chat: true })
  const ledger = createLedger()
  const asked = await openPoll(driver)
  const votes = await startVotes(crowd, asked, ledger, random)
  for (let kill = 0; kill < KILLS; kill++) {
    // Any moment of the voting works.
    await sleep(300 + random() * 500)
    await rig.kill()
    await rig.start()
    await driver.until(({ live }) => live, undefined, 'the talk after a restart')
  }
  await votes.stop()
  const { state } = await universalCheck(rig, { followers: [driver, ...crowd], ledger })
  votes.expectIn(state)
  expect(ledger.acked.size).toBeGreaterThan(crowd.length)
})

test('[O16] [Q13] one of two nodes over Redis is killed while people vote and ask on both', async () => {
  const random = seeded(SEED)
  const redis = await startRedis()
  onTestFinished(redis.close)
  const options = ['--redis', redis.url]
  const [a, b] = await Promise.all([startRig({ options }), startRig({ options })])
  const driver = await a.present()
  const [onA, onB] = await Promise.all([a.crowd(15, { chat: true }), b.crowd(15, { chat: true })])
  const ledger = createLedger()
  const asked = await openPoll(driver)
  const votes = await startVotes([...onA, ...onB], asked, ledger, random)
  // Some votes are cast before the node dies and while it is away; how many does not matter.
  await sleep(500)
  await b.kill()
  // As above.
  await sleep(300)
  await b.start()
  await onB[0]?.until(({ live }) => live, undefined, 'the second node after its restart')
  await votes.stop()
  const { state } = await universalCheck(
    [a, b],
    { followers: [driver, ...onA, ...onB], ledger },
    async () => (await openRedisLog(redis.address(), () => {})).log,
  )
  votes.expectIn(state)
})
