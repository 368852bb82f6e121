/** One talk on several nodes over one Redis: a browser may be on any of them. */
import { expect, onTestFinished, test } from 'vitest'
import type { Entry } from '../../protocol/event.ts'
import type { Ack } from '../../protocol/wire.ts'
import type { TalkLog } from '../../server/log/log.ts'
import { openRedisLog } from '../../server/log/redis/log.ts'
import { startProgram } from '../support/cli.ts'
import { DECK, TALK } from '../support/deck.ts'
import { join, newIntentId, pairedCookie, participantCookie, type Person } from '../support/people.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'
import { startServer, temporaryFolder, type ServerOptions } from '../support/server.ts'

async function ownRedis(): Promise<TestRedis> {
  const redis = await startRedis()
  onTestFinished(redis.close)
  return redis
}

async function openLog(redis: TestRedis): Promise<TalkLog> {
  const { log } = await openRedisLog(redis.address(), () => {})
  onTestFinished(() => log.close())
  return log
}

async function startNode(redis: TestRedis, options: ServerOptions = {}) {
  return startServer({ ...options, log: await openLog(redis) })
}
type Node = Awaited<ReturnType<typeof startNode>>

async function entries(log: TalkLog): Promise<Entry[]> {
  const all: Entry[] = []
  for await (const entry of log.read(TALK, 0)) all.push(entry)
  return all
}

/** Browsers of the node that may move the slides: the keys of a paired stage. */
async function stage(node: Pick<Node, 'url' | 'key'>): Promise<Person> {
  return join(node, 'stage', { cookie: await pairedCookie(node) })
}

async function guest(node: Pick<Node, 'url'>): Promise<Person> {
  return join(node, 'audience', { cookie: await participantCookie(node, `/${TALK}/`) })
}

const goto = (person: Person, h: number): Promise<Ack> =>
  person.send({ id: newIntentId(), type: 'position/goto', to: { h, v: 0, f: -1 } })
const slide = (person: Person): number | undefined => person.store.view.position?.h
const sees = (person: Person, h: number): Promise<void> => person.sees((view) => view.position?.h === h)

test('[N32] a move on one node reaches the followers of the other, and late joiners', async () => {
  const redis = await ownRedis()
  const [a, b] = [await startNode(redis), await startNode(redis)]
  const [driver, follower] = [await stage(a), await guest(b)]
  expect(follower.store.epoch).toBe(driver.store.epoch)
  const ack = await goto(driver, 7)
  expect(ack).toMatchObject({ ok: true })
  await sees(follower, 7)
  expect(slide(await guest(b))).toBe(7)
  const other = await stage(b)
  expect(await goto(other, 9)).toMatchObject({ ok: true })
  await Promise.all([sees(driver, 9), sees(follower, 9)])
  // The same intent again, on the other node, gets the first answer.
  const again = { id: newIntentId(), type: 'chat/say', text: 'Once' } as const
  expect(
    await a.app.talk(TALK).append(again, { role: 'audience', paired: false, id: 'guest-1' }),
  ).toMatchObject({ ok: true })
  const first = (await entries(a.log)).findLast(({ id }) => id === again.id)?.seq
  expect(await b.app.talk(TALK).append(again, { role: 'audience', paired: false, id: 'guest-1' })).toEqual({
    ok: true,
    seq: first,
  })
})

test('[N33] moves and chat messages race on two nodes: no gap, no duplicate, every answer is true, all browsers are equal', async () => {
  const redis = await ownRedis()
  const nodes = [await startNode(redis), await startNode(redis)]
  const drivers = await Promise.all(nodes.flatMap((node) => [stage(node), stage(node)]))
  const guests = await Promise.all(nodes.flatMap((node) => Array.from({ length: 6 }, () => guest(node))))
  const watchers = await Promise.all(nodes.map((node) => guest(node)))
  const acks: { id: string; ack: Ack }[] = []
  const send = async (person: Person, intent: Parameters<Person['send']>[0]): Promise<void> => {
    acks.push({ id: intent.id, ack: await person.send(intent) })
  }
  await Promise.all([
    ...drivers.map(async (driver, me) => {
      for (let i = 0; i < 60; i += 1)
        await send(driver, {
          id: newIntentId(),
          type: 'position/goto',
          to: { h: (i * 7 + me * 3) % 20, v: 0, f: -1 },
        })
    }),
    ...guests.map((person, me) =>
      Promise.all(
        Array.from({ length: 5 }, (_, i) =>
          send(person, { id: newIntentId(), type: 'chat/say', text: `${me} says ${i}` }),
        ),
      ),
    ),
  ])
  const all = await entries(await openLog(redis))
  expect(all.map(({ seq }) => seq)).toEqual(all.map((_, i) => i + 1))
  const counted = all.filter(({ event }) => event.type !== 'talk/outlined')
  // A goto to the current position makes no entry; everything else makes one.
  expect(new Set(counted.map(({ id }) => id)).size).toBe(counted.length)
  expect(counted.filter(({ event }) => event.type === 'chat/said')).toHaveLength(60)
  const moved = new Set(counted.map(({ id }) => id))
  for (const { id, ack } of acks) {
    if (!ack.ok) throw new Error(`Refused: ${ack.refusal.code}`)
    if (moved.has(id)) expect(all[ack.seq - 1]?.id).toBe(id)
  }
  const last = all.findLast(({ event }) => event.type === 'position/moved')
  for (const person of [...drivers, ...guests, ...watchers]) {
    await person.sees(() => person.store.seq('position') >= (last?.seq ?? 0))
    expect({ ...person.store.view.position, type: 'position/moved' }).toEqual(last?.event)
    expect(person.store.epoch).toBe(nodes[0]?.app.talk(TALK).epoch)
    const moves = person.patches.filter(([, channel]) => channel === 'position')
    for (const [i, [, , from]] of moves.entries()) if (i > 0) expect(from).toBe(moves[i - 1]?.[3])
  }
  expect(nodes[0]?.app.talk(TALK).state).toEqual(nodes[1]?.app.talk(TALK).state)
})

test('[N34] the headcount is the sum of both nodes', async () => {
  const redis = await ownRedis()
  const [a, b] = [await startNode(redis), await startNode(redis)]
  const heard: number[] = []
  const screen = await join(a, 'stage')
  const three = new Promise<void>((resolve) => {
    screen.listen('headcount', ({ audience }) => {
      heard.push(audience)
      if (audience === 3) resolve()
    })
  })
  await Promise.all([guest(a), guest(b), guest(b)])
  await three
  const one = new Promise<void>((resolve) => {
    screen.listen('headcount', ({ audience }) => audience === 1 && resolve())
  })
  await b.close()
  await one
  expect(Math.max(...heard)).toBe(3)
})

test('[N35] a node that is killed loses nothing that was answered, and the other node continues', async () => {
  const redis = await ownRedis()
  const data = await temporaryFolder()
  const key = 'a-key-for-this-test-only'
  const options = ['--redis', redis.url, '--data', data, '--key', key]
  const program = await startProgram(DECK, 0, ...options)
  expect(program.said()).toContain('Stored in Redis at')
  const b = await startNode(redis)
  const [driver, follower] = [await stage({ url: program.url, key }), await guest(b)]
  const acked: number[] = []
  const dead = new Promise<void>((resolve) => driver.socket.once('disconnect', () => resolve()))
  const moves = (async () => {
    for (let i = 0; ; i += 1) {
      const ack = await goto(driver, (i % 20) + 1).catch(() => null)
      if (!ack?.ok) return
      acked.push(ack.seq)
    }
  })()
  await sees(follower, 17)
  await program.killHard()
  await dead
  driver.socket.disconnect()
  const other = await stage(b)
  expect(await goto(other, 25)).toMatchObject({ ok: true })
  await sees(follower, 25)
  await moves
  const all = await entries(b.log)
  expect(all.map(({ seq }) => seq)).toEqual(all.map((_, i) => i + 1))
  expect(acked.length).toBeGreaterThan(10)
  for (const [i, seq] of acked.entries())
    expect(all[seq - 1]?.event).toMatchObject({ type: 'position/moved', h: (i % 20) + 1 })
})

test('[N36] clocks that are an hour apart, and one that is set back, change neither order nor effect', async () => {
  const redis = await ownRedis()
  let offset = 3_600_000
  const a = await startNode(redis, { now: () => Date.now() + offset })
  const b = await startNode(redis, { now: () => Date.now() - 3_600_000 })
  const [one, other, follower] = [await stage(a), await stage(b), await guest(b)]
  const seqs: number[] = []
  for (let i = 1; i <= 12; i += 1) {
    if (i === 7) offset = -600_000
    const ack = await goto(i % 2 ? one : other, i)
    seqs.push(ack.ok ? ack.seq : 0)
    await Promise.all([sees(one, i), sees(other, i), sees(follower, i)])
  }
  expect(seqs).toEqual(seqs.map((_, i) => (seqs[0] ?? 0) + i))
  const all = await entries(a.log)
  expect(all.filter(({ event }) => event.type === 'position/moved')).toHaveLength(12)
  expect(a.app.talk(TALK).state).toEqual(b.app.talk(TALK).state)
})

test('[N37] when Redis has lost everything, both nodes start over together and the room stays at its position', async () => {
  const redis = await ownRedis()
  const [a, b] = [await startNode(redis), await startNode(redis)]
  const [driver, follower] = [await stage(a), await guest(b)]
  await goto(driver, 5)
  await sees(follower, 5)
  const before = follower.store.epoch
  await redis.client().flushall()
  await Promise.all(
    [driver, follower].map((person) =>
      person.sees(
        ({ position }) =>
          person.store.epoch !== before && person.store.seq('position') > 0 && position?.h === 5,
      ),
    ),
  )
  expect(await goto(driver, 6)).toMatchObject({ ok: true })
  await sees(follower, 6)
  expect(follower.store.epoch).toBe(driver.store.epoch)
  expect(a.app.talk(TALK).state).toEqual(b.app.talk(TALK).state)
})
