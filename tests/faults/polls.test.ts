/** Votes and faults: the server is killed while people vote, on SQLite and over Redis. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { openRedisLog } from '../../server/log/redis/log.ts'
import { startRedis } from '../support/redis.ts'
import type { Follower } from './follower.ts'
import { seeded, startRig } from './rig.ts'
import { createLedger, record, type Ledger } from './traffic.ts'
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

/** Everybody changes their vote again and again. `newest` has the last acked vote of each. */
function startVotes(
  voters: Follower[],
  asked: { poll: string; ballot: number },
  ledger: Ledger,
  random: () => number,
) {
  let over = false
  const newest = new Map<Follower, number>()
  const work = voters.map(async (voter) => {
    while (!over) {
      // Always another one: a repeated vote is accepted without an entry of its own.
      const option = ((newest.get(voter) ?? 0) + 1 + Math.floor(random() * 2)) % OPTIONS.length
      if (await record(ledger, voter, { type: 'poll/vote', ...asked, vote: { choice: [option] } }))
        newest.set(voter, option)
      // The rate of the votes.
      await sleep(100 + random() * 200)
    }
  })
  return {
    newest,
    async stop() {
      over = true
      await Promise.all(work)
    },
  }
}

function tallyOf(newest: Map<Follower, number>): number[] {
  return OPTIONS.map((_, option) => [...newest.values()].filter((each) => each === option).length)
}

test(`[O16] [F1] killed ${KILLS} times while people vote: the result is the newest acked vote of each`, async () => {
  const random = seeded(SEED)
  const rig = await startRig()
  const driver = await rig.present()
  const crowd = await rig.crowd(30, { chat: true })
  const ledger = createLedger()
  const asked = await openPoll(driver)
  const votes = startVotes(crowd, asked, ledger, random)
  for (let kill = 0; kill < KILLS; kill++) {
    // Any moment of the voting works.
    await sleep(300 + random() * 500)
    await rig.kill()
    await rig.start()
    await driver.until(({ live }) => live, undefined, 'the talk after a restart')
  }
  await votes.stop()
  const { state } = await universalCheck(rig, { followers: [driver, ...crowd], ledger })
  const [poll] = state.poll.polls
  expect(poll?.votes).toBe(votes.newest.size)
  expect(poll?.counts).toEqual(tallyOf(votes.newest))
  expect(ledger.acked.size).toBeGreaterThan(crowd.length)
})

test('[O16] one of two nodes over Redis is killed while people vote on both', async () => {
  const random = seeded(SEED)
  const redis = await startRedis()
  onTestFinished(redis.close)
  const options = ['--redis', redis.url]
  const [a, b] = await Promise.all([startRig({ options }), startRig({ options })])
  const driver = await a.present()
  const [onA, onB] = await Promise.all([a.crowd(15, { chat: true }), b.crowd(15, { chat: true })])
  const ledger = createLedger()
  const asked = await openPoll(driver)
  const votes = startVotes([...onA, ...onB], asked, ledger, random)
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
  expect(state.poll.polls[0]?.votes).toBe(votes.newest.size)
  expect(state.poll.polls[0]?.counts).toEqual(tallyOf(votes.newest))
})
