/** Races of votes on a real server: parallel identical votes, and votes against the closing. */
import { expect, test } from 'vitest'
import { openLightSocket, type LightSocket } from '../support/light-socket.ts'
import { newIntentId, pairedCookie, participantCookie } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'

const TALK = 'polls'
const VOTERS = 100
const OPTIONS = ['Tabs', 'Spaces', 'Both']

async function enter(server: TestServer) {
  const cookie = await pairedCookie(server)
  const host = await openLightSocket(server.url, { talk: TALK, role: 'presenter', cookie }, () => {})
  const voters = await Promise.all(
    Array.from({ length: VOTERS }, async () =>
      openLightSocket(
        server.url,
        { talk: TALK, role: 'audience', cookie: await participantCookie(server, `/${TALK}/`) },
        () => {},
      ),
    ),
  )
  return { host, voters }
}

async function openPoll(host: LightSocket): Promise<{ poll: string; ballot: number }> {
  const create = { type: 'poll/create', kind: 'single', question: 'Which one?', options: OPTIONS }
  const ack = await host.send({ ...create, results: 'live', open: true })
  if (!ack.ok) throw new Error('The poll was not made.')
  return { poll: `made:${ack.seq}`, ballot: ack.seq }
}

test(`[O2] ${VOTERS} participants send five equal votes at once, with one id and with five: ${VOTERS} votes`, async () => {
  const server = await startServer({ deck: 'tests/decks/polls' })
  const { host, voters } = await enter(server)
  for (const sameId of [true, false]) {
    const asked = await openPoll(host)
    const acks = await Promise.all(
      voters.flatMap((voter, i) => {
        const id = newIntentId()
        const vote = { type: 'poll/vote', ...asked, vote: { choice: [i % 3] } }
        return Array.from({ length: 5 }, () => voter.send({ id: sameId ? id : newIntentId(), ...vote }))
      }),
    )
    expect(acks.filter(({ ok }) => ok)).toHaveLength(5 * VOTERS)
    const poll = server.app.talk(TALK).state.poll.polls.at(-1)
    expect(poll?.votes).toBe(VOTERS)
    expect(poll?.counts).toEqual([34, 33, 33])
  }
})

test('[O2] votes race with the closing ten times: the tally is that of the acked votes, each time', async () => {
  const server = await startServer({ deck: 'tests/decks/polls' })
  const { host, voters } = await enter(server)
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
