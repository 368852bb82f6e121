/** Attacks on the demos: one script that takes every place in the queue, with or without cookies, and disconnects. */
import { expect, test } from 'vitest'
import type { CycleNews } from '../../protocol/cycle.ts'
import { bystanders } from '../support/attacker.ts'
import { TALK } from '../support/deck.ts'
import { join, participantCookie, type Person } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'

const ask = (by: Person, question: object): Promise<unknown> => by.query(question)

async function person(server: TestServer, address: string): Promise<Person> {
  const cookie = await participantCookie(server, `/${TALK}/`)
  return join(server, 'audience', { cookie, headers: { 'x-forwarded-for': address } })
}

/** The latest news about the worker's queue. */
async function watchQueue(
  follower: Person,
): Promise<{ until: (holds: (news: CycleNews) => boolean) => Promise<void> }> {
  let news: CycleNews | undefined
  const watchers = new Set<() => void>()
  follower.listen('cycle', (told) => {
    news = told
    for (const watcher of watchers) watcher()
  })
  const until = (holds: (news: CycleNews) => boolean): Promise<void> =>
    new Promise((resolve) => {
      const watcher = (): void => {
        if (!news || !holds(news)) return
        watchers.delete(watcher)
        resolve()
      }
      watchers.add(watcher)
      watcher()
    })
  await until(() => true)
  return { until }
}

test('[E132] [AT33] presses without a cookie are refused, and presses of closed connections leave the queue', async () => {
  const server = await startServer({ trustProxy: { hops: 1 } })
  const { follower, fine } = await bystanders(server)
  const queue = await watchQueue(follower)
  const press = { query: 'cycle/press', kind: 'websocket' }
  for (let i = 0; i < 20; i += 1)
    expect(await ask(await join(server, 'audience'), press)).toEqual({ ok: false, why: 'no-cookie' })
  const script = await Promise.all(Array.from({ length: 20 }, () => person(server, '10.0.0.1')))
  for (const each of script) expect(await ask(each, press)).toMatchObject({ ok: true })
  await queue.until(({ waiting }) => waiting.length === script.length - 1)
  const honest = await person(server, '10.0.0.2')
  expect(await ask(honest, press)).toMatchObject({ ok: true })
  for (const { socket } of script) socket.disconnect()
  // Nobody waits for ten seconds per press: the worker is free for connected browsers.
  await queue.until(
    ({ serving, waiting }) => waiting.length === 0 && serving[0]?.browser === script.length + 1,
  )
  await fine()
})
