/** A talk that is given twice: the phone starts a new run, all browsers and all nodes change to it. */
import { expect, onTestFinished, test } from 'vitest'
import { openRedisLog } from '../../server/log/redis/log.ts'
import type { TalkLog } from '../../server/log/log.ts'
import { foldRun } from '../../server/talk/runs.ts'
import { follow, PHONE, present, PROJECTOR } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { join, newIntentId, pairedCookie, participantCookie } from '../support/people.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'
import { expectShown } from '../support/screens.ts'
import { startServer, type TestServer } from '../support/server.ts'

async function guestOf(server: Pick<TestServer, 'url'>) {
  return join(server, 'audience', { cookie: await participantCookie(server, `/${TALK}/`) })
}

const said = (text: string) => ({ id: newIntentId(), type: 'chat/say', text }) as const

async function openLog(redis: TestRedis): Promise<TalkLog> {
  const { log } = await openRedisLog(redis.address(), () => {})
  onTestFinished(() => log.close())
  return log
}

test('[V22] the phone starts a new run: all screens are at the first slide, the chat is empty, and the earlier run is kept', async () => {
  const server = await startServer()
  const phone = await present(server, TALK, PHONE)
  const followers = [
    await follow(server, `/${TALK}/`, PHONE),
    await follow(server, `/${TALK}/stage`, PROJECTOR),
  ]
  const guest = await guestOf(server)
  guest.socket.emit('subscribe', { channel: 'chat', on: true })
  const talk = server.app.talk(TALK)
  await guest.send(said('hello'))
  const driver = await join(server, 'presenter', { cookie: await pairedCookie(server) })
  await driver.send({ id: newIntentId(), type: 'position/goto', to: { h: 3, v: 0, f: -1 } })
  for (const { page } of followers) await expectShown(page, { h: 3, v: 0, f: -1 })

  const { page } = phone
  await page.getByRole('button', { name: 'More' }).tap()
  await page.getByRole('button', { name: /^Start a new run.*this is run 1/ }).tap()
  const asked = page.getByRole('dialog', { name: 'Start a new run?' })
  await asked.getByRole('button', { name: 'Cancel' }).tap()
  expect(talk.state.run).toMatchObject({ number: 1, closed: false })
  await page.getByRole('button', { name: 'More' }).tap()
  await page.getByRole('button', { name: /^Start a new run/ }).tap()
  await asked.getByRole('button', { name: 'Start', exact: true }).tap()

  for (const each of followers) await expectShown(each.page, { h: 0, v: 0, f: -1 })
  await page.getByText(/1 of/).first().waitFor()
  await guest.sees(({ chat }) => chat?.items.length === 0)
  await page.getByRole('button', { name: 'More' }).tap()
  await page.getByRole('button', { name: /^Start a new run.*this is run 2/ }).waitFor()
  // The same browsers go on in the new run.
  expect(await guest.send(said('again'))).toMatchObject({ ok: true })
  await guest.sees(({ chat }) => chat?.items.length === 1)
  const { state } = await foldRun(server.log, TALK, 1)
  expect([...state.chat.items]).toMatchObject([{ text: 'hello' }])
  expect(state.position.h).toBe(3)
})

test('[V20] [V21] over Redis, all nodes change to the new run, while both go on moving, and no move is lost or in both', async () => {
  const redis = await startRedis()
  onTestFinished(redis.close)
  const nodes = [
    await startServer({ log: await openLog(redis) }),
    await startServer({ log: await openLog(redis) }),
  ]
  const [a, b] = nodes as [TestServer, TestServer]
  const cookie = await pairedCookie(a)
  const driver = await join(a, 'presenter', { cookie })
  const stages = [
    await join(a, 'stage', { cookie }),
    await join(b, 'stage', { cookie: await pairedCookie(b) }),
  ]
  const runs = (): number[] => nodes.map(({ app }) => app.talk(TALK).state.run.number)
  const acked: string[] = []
  let after = 0
  // They never go to the slide that the other one has just left, so that each move is an entry.
  const moving = stages.map(async (stage, which) => {
    for (let i = 0; after < 10; i++) {
      if (runs().every((run) => run === 2)) after += 1
      const to = { h: which * 10 + (i % 10) + 1, v: 0, f: -1 }
      const id = newIntentId()
      if ((await stage.send({ id, type: 'position/goto', to })).ok) acked.push(id)
    }
  })
  await expect.poll(() => acked.length).toBeGreaterThan(4)
  expect(await driver.send({ id: newIntentId(), type: 'run/close', run: 1 })).toMatchObject({ ok: true })
  await expect.poll(runs).toEqual([2, 2])
  await Promise.all(moving)
  expect(a.app.talk(TALK).epoch).toBe(b.app.talk(TALK).epoch)

  const first = await foldRun(a.log, TALK, 1)
  const moved: string[] = []
  for (const run of [1, 2])
    for await (const { id, event } of b.log.readRun(TALK, run))
      if (event.type === 'position/moved') moved.push(id)
  // Every move that was answered is in one of the runs, once.
  expect(moved.toSorted()).toEqual(acked.toSorted())
  expect(first.state.run).toMatchObject({ number: 1, closed: true })
  expect((await a.log.runs(TALK)).map(({ run }) => run)).toEqual([1, 2])
})
