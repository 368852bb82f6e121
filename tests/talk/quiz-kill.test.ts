/** The server is killed in the middle of a quiz question. */
import { expect, test } from 'vitest'
import { startProgram } from '../support/cli.ts'
import { join, newIntentId, pairedCookie, participantCookie, type Person } from '../support/people.ts'
import { freePort } from '../support/program.ts'
import { quizDeck, QUIZ } from '../support/quiz.ts'
import { temporaryFolder } from '../support/server.ts'

const KEY = 'a-key-for-the-quiz-story'
const PLAYERS = 40

test('[U18] [U4] after kill -9 in the middle of a question, every acknowledged answer is in the result, and the deadline is the same', async () => {
  const port = await freePort()
  const program = [await quizDeck(), port, '--data', await temporaryFolder(), '--key', KEY] as const
  const first = await startProgram(...program)
  const place = { url: first.url, key: KEY }
  const speaker = await pairedCookie(place)
  const cookies = await Promise.all(
    Array.from({ length: PLAYERS }, () => participantCookie(place, `/${QUIZ}/`)),
  )
  const connect = async (role: 'presenter' | 'audience', cookie: string): Promise<Person> => {
    const person = await join(place, role, { talk: QUIZ, cookie })
    person.socket.emit('subscribe', { channel: 'quiz', on: true })
    return person
  }
  let presenter = await connect('presenter', speaker)
  const act = async (type: string): Promise<void> => {
    const intent = { id: newIntentId(), type, question: 'three' }
    expect(await presenter.send(intent as never)).toMatchObject({ ok: true })
  }
  await act('quiz/start')
  await presenter.sees(({ quiz }) => quiz?.question?.state === 'open')
  const before = presenter.store.view.quiz?.question
  const players = await Promise.all(cookies.map((cookie) => connect('audience', cookie)))

  const acked = [0, 0]
  const intents = cookies.map((_, i) => {
    const options = [i % 2]
    return { id: newIntentId(), type: 'quiz/answer', question: 'three', options } as const
  })
  let some = (): void => {}
  const half = new Promise<void>((resolve) => (some = resolve))
  const known = new Set<number>()
  const sent = players.map(async (player, i) => {
    // The second half is sent while the server dies.
    if (i >= PLAYERS / 2) await half
    const ack = await player.send(intents[i]!).catch(() => null)
    if (!ack?.ok) return
    known.add(i)
    acked[i % 2]! += 1
    if (known.size >= PLAYERS / 2) some()
  })
  await half
  for (const { socket } of players) socket.once('disconnect', () => socket.close())
  await first.killHard()
  for (const { socket } of players) socket.close()
  await Promise.allSettled(sent.slice(0, PLAYERS / 2))

  await startProgram(...program)
  presenter = await connect('presenter', speaker)
  await presenter.sees(({ quiz }) => quiz?.question !== undefined && quiz.question !== null)
  const after = presenter.store.view.quiz
  expect(after?.question).toMatchObject({ ask: before?.ask, at: before?.at, state: 'open' })
  for (const option of [0, 1])
    expect(after?.question?.result?.counts[option]).toBeGreaterThanOrEqual(acked[option]!)

  // Everybody sends the same answer again: whoever was counted is not counted twice.
  const again = await Promise.all(cookies.map((cookie) => connect('audience', cookie)))
  const acks = await Promise.all(again.map((player, i) => player.send(intents[i]!)))
  expect(acks.every(({ ok }) => ok)).toBe(true)
  await act('quiz/reveal')
  await presenter.sees(({ quiz }) => quiz?.question?.state === 'revealed')
  const final = presenter.store.view.quiz
  expect(final?.question?.result?.counts).toEqual([PLAYERS / 2, PLAYERS / 2])
  expect(final?.answered).toBe(PLAYERS)
})
