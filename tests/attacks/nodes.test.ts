/** Attacks on a talk with several nodes: a renewed key, intents that must count once, foreign entries in Redis. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { sharedKeys, type Keys } from '../../server/keys/keys.ts'
import { openRedisLog } from '../../server/log/redis/log.ts'
import { DECK, TALK } from '../support/deck.ts'
import { startProgram } from '../support/cli.ts'
import { join, newIntentId, pairedCookie, participantCookie } from '../support/people.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'
import { startServer, type TestServer } from '../support/server.ts'

async function redis(): Promise<TestRedis> {
  const started = await startRedis()
  onTestFinished(started.close)
  return started
}

/** A node in this process. */
async function node(at: TestRedis): Promise<TestServer & { keys: Keys; reports: string[] }> {
  const reports: string[] = []
  const report = (error: unknown): void => void reports.push(String(error))
  const keys = await sharedKeys(at.address(), report)
  const { log } = await openRedisLog(at.address(), report)
  const server = await startServer({ log, keys, logger: pino({ level: 'silent' }) })
  onTestFinished(async () => {
    await server.close()
    await log.close()
    await keys.close()
  })
  return { ...server, key: keys.presenterKey, keys, reports }
}

test('[S10] [AT6] [AT23] a new key in Redis: every node disconnects the old key within a second, and no participant', async () => {
  const shared = await redis()
  const [a, b] = await Promise.all([
    startProgram(DECK, 0, '--redis', shared.url),
    startProgram(DECK, 0, '--redis', shared.url),
  ])
  const key = (await shared.client().get('lectern:presenter-key')) ?? ''
  const cookie = await pairedCookie({ url: a.url, key })
  const guest = await participantCookie(b, `/${TALK}/`)
  const presenters = await Promise.all([a, b].map((at) => join(at, 'presenter', { cookie })))
  const followers = await Promise.all([a, b].map((at) => join(at, 'audience', { cookie: guest })))
  const cut = Promise.all(
    presenters.map(({ socket }) => new Promise((resolve) => socket.once('disconnect', resolve))),
  )

  const cli = ['dist/server/cli.js', 'key', '--new', '--redis', shared.url]
  const { stdout } = await promisify(execFile)(process.execPath, cli)
  await cut
  const renewed = (await shared.client().get('lectern:presenter-key')) ?? ''
  expect([renewed === key, stdout.includes(`#key=${renewed}\n`)]).toEqual([false, true])
  for (const at of [a, b]) {
    await expect(join(at, 'presenter', { cookie })).rejects.toThrow('unauthorized')
    await expect(pairedCookie({ url: at.url, key })).rejects.toThrow('403')
  }
  expect(followers.every(({ socket }) => socket.connected)).toBe(true)
  // A phone paired on one node is paired on the other.
  const again = await pairedCookie({ url: b.url, key: renewed })
  await expect(join(a, 'presenter', { cookie: again })).resolves.toBeDefined()
})

test('[S10] a Redis that lost its last second does not make a renewed key valid again, and a lost key is restored', async () => {
  const shared = await redis()
  const { keys } = await node(shared)
  const old = keys.presenterKey
  const client = shared.client()
  const renewed = new Promise((resolve) => keys.onRenewed(resolve))
  await client.set('lectern:presenter-key', 'another-key-of-these-nodes')
  await renewed
  for (const lost of [old, '']) {
    await client.set('lectern:presenter-key', lost)
    await client.publish('lectern:keys', 'renewed')
    await expect.poll(() => client.get('lectern:presenter-key')).toBe('another-key-of-these-nodes')
    expect(keys.presenterKey).toBe('another-key-of-these-nodes')
  }
})

test('[S11] [AT3] a one-time key is used once on all nodes together', async () => {
  const shared = await redis()
  const [a, b] = await Promise.all([node(shared), node(shared)])
  const key = a.keys.oneTimeKey()
  const pair = (at: TestServer): Promise<Response> =>
    fetch(`${at.url}/pair`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key }),
    })
  const statuses = (await Promise.all([pair(a), pair(b), pair(a), pair(b)])).map(({ status }) => status)
  expect(statuses.toSorted((x, y) => x - y)).toEqual([204, 410, 410, 410])
})

test('[T2] [AT22] a thousand people send the same message five times at once over two nodes: a thousand messages, each once', async () => {
  const shared = await redis()
  const [a, b] = await Promise.all([node(shared), node(shared)])
  const doors = [a, b].map((at) => at.app.talk(TALK))
  const say = (person: number, attempt: number) =>
    doors[attempt % 2]!.append(
      { id: `vote-of-person-${person}`, type: 'chat/say', text: `person ${person}` },
      { role: 'audience', paired: false, id: `guest-${person}` },
    )
  const people = Array.from({ length: 1000 }, (_, i) => i)
  const acks = await Promise.all(
    people.map((person) => Promise.all([0, 1, 2, 3, 4].map((i) => say(person, i)))),
  )
  for (const five of acks) {
    const seqs = five.map((ack) => (ack.ok ? ack.seq : -1))
    expect(new Set(seqs).size).toBe(1)
    expect(seqs[0]).toBeGreaterThan(0)
  }
  let said = 0
  for await (const { event } of a.log.read(TALK, 0)) if (event.type === 'chat/said') said += 1
  expect(said).toBe(1000)
  for (const door of doors) {
    await expect.poll(() => door.state.chat.items.length).toBe(1000)
    expect(door.state.chat.authors.length).toBe(1000)
  }
})

test('[L25] [AT26] foreign and malformed entries in the stream are skipped and reported, and the nodes continue', async () => {
  const shared = await redis()
  const [a, b] = await Promise.all([node(shared), node(shared)])
  const client = shared.client()
  const presenter = await join(a, 'presenter', { cookie: await pairedCookie(a) })
  const follower = await join(b, 'audience')
  const next = async (): Promise<string> => {
    const [last] = await client.xrevrange(`lectern:talk:${TALK}`, '+', '-', 'COUNT', 1)
    return `${Number(last?.[0].split('-')[0]) + 1}-0`
  }
  const hostile: string[][] = [
    ['nothing', 'of', 'ours', '1'],
    ['at', '1', 'by', 'x', 'id', 'y', 'event', '{'],
    ['at', '1', 'by', 'x', 'id', 'y', 'event', '{"type":"position/moved","h":"<img>","v":{},"f":null}'],
    ['at', 'NaN', 'by', '', 'id', '', 'event', '{"__proto__":{"polluted":1}}'],
    ['x', 'y'.repeat(100_000)],
  ]
  for (const fields of hostile) await client.xadd(`lectern:talk:${TALK}`, await next(), ...fields)
  await client.publish('lectern:news', '{"about":"whisper","talk":{}}')
  await client.publish('lectern:news', 'not json')
  const h = 4
  await expect
    .poll(
      async () =>
        (await presenter.send({ id: newIntentId(), type: 'position/goto', to: { h, v: 0, f: -1 } })).ok,
    )
    .toBe(true)
  await follower.sees((view) => view.position?.h === h)
  expect(({} as { polluted?: number }).polluted).toBeUndefined()
  expect(a.reports.some((line) => line.includes('malformed'))).toBe(true)
})
