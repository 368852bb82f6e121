/** Races of votes on a real server: parallel identical votes of a large room, and votes against the closing. */
import { expect, test } from 'vitest'
import type { Ack } from '../../protocol/wire.ts'
import { openLightSocket, type LightSocket } from '../support/light-socket.ts'
import { newIntentId, pairedCookie, participantCookie } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'

const TALK = 'polls'
const VOTERS = 1000
const VOTERS_IN_RACES = 100
/** Browsers that connect at the same time. */
const AT_ONCE = 100
const OPTIONS = ['Tabs', 'Spaces', 'Both']

async function enter(server: TestServer, size: number) {
  const cookie = await pairedCookie(server)
  const host = await openLightSocket(server.url, { talk: TALK, role: 'presenter', cookie }, () => {})
  const vote = async (): Promise<LightSocket> => {
    const hello = { talk: TALK, role: 'audience', cookie: await participantCookie(server, `/${TALK}/`) }
    return openLightSocket(server.url, hello, () => {})
  }
  const voters: LightSocket[] = []
  while (voters.length < size) voters.push(...(await Promise.all(Array.from({ length: AT_ONCE }, vote))))
  return { host, voters }
}

/** Each voter sends this five times in parallel, with one id or with five. */
function fiveTimes(voters: LightSocket[], sameId: boolean, intentOf: (i: number) => object): Promise<Ack[]> {
  return Promise.all(
    voters.flatMap((voter, i) => {
      const id = newIntentId()
      return Array.from({ length: 5 }, () => voter.send({ id: sameId ? id : newIntentId(), ...intentOf(i) }))
    }),
  )
}

async function openPoll(host: LightSocket): Promise<{ poll: string; ballot: number }> {
  const create = { type: 'poll/create', kind: 'single', question: 'Which one?', options: OPTIONS }
  const ack = await host.send({ ...create, results: 'live', open: true })
  if (!ack.ok) throw new Error('The poll was not made.')
  return { poll: `made:${ack.seq}`, ballot: ack.seq }
}

test(`[O2] [Q2] ${VOTERS} participants vote five times in parallel, in a poll and for a question, with one id and with five: ${VOTERS} votes`, async () => {
  const server = await startServer({ deck: 'tests/decks/polls' })
  const { host, voters } = await enter(server, VOTERS)
  for (const [round, sameId] of [true, false].entries()) {
    const asked = await openPoll(host)
    const votes = await fiveTimes(voters, sameId, (i) => ({
      type: 'poll/vote',
      ...asked,
      vote: { choice: [i % 3] },
    }))
    expect(await voters[round]?.send({ type: 'question/ask', text: `Question ${round}` })).toMatchObject({
      ok: true,
    })
    const question = round + 1
    const wishes = await fiveTimes(voters, sameId, () => ({ type: 'question/vote', question, on: true }))
    for (const acks of [votes, wishes]) expect(acks.filter(({ ok }) => ok)).toHaveLength(5 * VOTERS)
    expect(server.app.talk(TALK).state.poll.polls.at(-1)).toMatchObject({
      votes: VOTERS,
      counts: [334, 333, 333],
    })
    expect(server.app.talk(TALK).state.questions.items.at(round)?.votes).toBe(VOTERS)
  }
})

test('[O2] votes race with the closing ten times: the tally is that of the acked votes, each time', async () => {
  const server = await startServer({ deck: 'tests/decks/polls' })
  const { host, voters } = await enter(server, VOTERS_IN_RACES)
  for (let race = 0; race < 10; race++) {
    const asked = await openPoll(host)
    const votes = voters.map((voter, i) =>
      voter.send({ type: 'poll/vote', ...asked, vote: { choice: [i % 3] } }),
    )
    const closing = votes[race * 10]?.then(() => host.send({ type: 'poll/close', poll: asked.poll }))
    const acks = await Promise.all(votes)
    await closing
    const counts = OPTIONS.map((_, option) => acks.filter(({ ok }, i) => ok && i % 3 === option).length)
    for (const ack of acks) if (!ack.ok) expect(ack.refusal.code).toBe('closed')
    expect(server.app.talk(TALK).state.poll.polls.at(-1)).toMatchObject({ open: false, counts })
  }
})
