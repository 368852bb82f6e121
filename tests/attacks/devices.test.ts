/** Paired devices: each does what its role allows, one of them is lost, and a key opens only its own talk. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { MODERATORS, type Role } from '../../protocol/role.ts'
import { INTENT_TYPES, INTENTS } from '../../protocol/intent.ts'
import { deviceLabel } from '../../protocol/features/driver.ts'
import type { DeviceRole, DeviceView } from '../../protocol/device.ts'
import { createKeys, sharedKeys } from '../../server/keys/keys.ts'
import { memoryKeys } from '../../server/keys/store.ts'
import { openRedisLog } from '../../server/log/redis/log.ts'
import { startProgram } from '../support/cli.ts'
import { join, newIntentId, pairedCookie, participantCookie, type Person } from '../support/people.ts'
import { startRedis } from '../support/redis.ts'
import { sampleIntent } from '../support/samples.ts'
import { startServer, temporaryFolder, type TestServer } from '../support/server.ts'

const DECKS = 'slides'
const [TALK, OTHER] = ['tour', 'sockets-and-lies']
const TALK_KEY = 'the-own-key-of-the-tour'

/** Two talks, one of them with a key of its own. */
async function startTwo() {
  const store = memoryKeys()
  store.renewTalks(new Map([[TALK, TALK_KEY]]))
  const keys = createKeys(store)
  const server = await startServer({ deck: DECKS, keys })
  return { server, keys, store }
}

const once = async (
  server: { url: string },
  cookie: string,
  role: DeviceRole,
  talk = TALK,
): Promise<Response> =>
  fetch(`${server.url}/pair/once`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({ talk, role }),
  })

/** The cookie of a device that was paired by a code on the presenter's device. */
async function pairAs(server: { url: string }, by: string, role: DeviceRole): Promise<string> {
  const { url } = (await (await once(server, by, role)).json()) as { url: string }
  expect(new URL(url).pathname).toBe(`/${TALK}/${role}`)
  return pairedCookie({ url: server.url, key: url.split('#key=')[1] ?? '' })
}

const refusedAs = (server: { url: string }, role: Role, cookie: string, talk = TALK) =>
  expect(join(server, role, { talk, cookie })).rejects

/** The devices that a presenter sees. */
async function devicesOf(person: Person): Promise<DeviceView[]> {
  return new Promise((resolve) => person.listen('devices', ({ devices }) => resolve(devices)))
}

const cutOf = ({ socket }: Person): Promise<unknown> =>
  new Promise((resolve) => socket.once('disconnect', resolve))

test('[K10] [K11] a device that was paired by a code opens the pages of its role, and no others', async () => {
  const { server } = await startTwo()
  const presenter = await pairedCookie(server)
  const [moderator, stage] = [
    await pairAs(server, presenter, 'moderator'),
    await pairAs(server, presenter, 'stage'),
  ]
  await join(server, 'moderator', { talk: TALK, cookie: moderator })
  await refusedAs(server, 'presenter', moderator).toThrow('unauthorized')
  for (const role of MODERATORS) await refusedAs(server, role, stage).toThrow('unauthorized')
  const deck = (cookie: string): Promise<number> =>
    fetch(`${server.url}/${TALK}/presenter/deck.json`, { headers: { cookie } }).then(({ status }) => status)
  expect([await deck(presenter), await deck(moderator), await deck(stage)]).toEqual([200, 401, 401])
  // A moderator's browser on the stage's page may not move the slides, and only presenters show codes.
  const unpaired = await join(server, 'stage', { talk: TALK, cookie: moderator })
  expect(await unpaired.send(sampleIntent('screen/blank'))).toMatchObject({ refusal: { code: 'forbidden' } })
  const paired = await join(server, 'stage', { talk: TALK, cookie: stage })
  expect(await paired.send(sampleIntent('screen/blank'))).toMatchObject({ ok: true })
  for (const cookie of [moderator, stage, '']) expect((await once(server, cookie, 'stage')).status).toBe(401)
  expect((await once(server, presenter, 'stage', 'no-such-talk')).status).toBe(400)
})

test('[K12] [K13] [AT6] [AT23] a revoked device is cut within a second and never comes back; the others stay', async () => {
  const { server, keys } = await startTwo()
  const cookies = [await pairedCookie(server), await pairedCookie(server)] as const
  const [phone, lost] = [
    await join(server, 'presenter', { talk: TALK, cookie: cookies[0] }),
    await join(server, 'presenter', { talk: TALK, cookie: cookies[1] }),
  ]
  const onOther = await join(server, 'stage', { talk: OTHER, cookie: cookies[1] })
  const id = keys.device(cookies[1])!.id
  const listed = await devicesOf(phone)
  expect(listed).toMatchObject([{ on: true }, { on: true, role: 'presenter', label: deviceLabel(id) }])
  expect(JSON.stringify(listed)).not.toContain(id)
  const moderator = await join(server, 'moderator', { talk: TALK, cookie: cookies[0] })
  const revoke = { query: 'device/revoke', device: deviceLabel(id) }
  expect(await moderator.query(revoke)).toMatchObject({ refusal: { code: 'forbidden' } })
  expect(await phone.query({ query: 'device/rename', device: deviceLabel(id), name: 'Lost phone' })).toEqual({
    ok: true,
  })

  const cut = Promise.all([cutOf(lost), cutOf(onOther)])
  expect(await phone.query(revoke)).toEqual({ ok: true })
  await cut
  await refusedAs(server, 'presenter', cookies[1]).toThrow('unauthorized')
  const stage = await join(server, 'stage', { talk: TALK, cookie: cookies[1] })
  expect(await stage.send(sampleIntent('screen/blank'))).toMatchObject({ refusal: { code: 'forbidden' } })
  expect(phone.socket.connected && moderator.socket.connected).toBe(true)
  expect(await phone.query(revoke)).toMatchObject({ refusal: { code: 'no-such-item' } })
  expect((await once(server, cookies[1], 'stage')).status).toBe(401)
})

test('[K13] [AT23] over Redis, a device that is revoked on one node is cut on the other, also after a restore', async () => {
  const redis = await startRedis()
  onTestFinished(redis.close)
  const report = (): void => {}
  const nodeOf = async () => {
    const keys = await sharedKeys(redis.address(), report)
    const { log } = await openRedisLog(redis.address(), report)
    const server = await startServer({ deck: 'slides/tour', log, keys })
    onTestFinished(async () => {
      await server.close()
      await log.close()
      await keys.close()
    })
    return { server, keys }
  }
  const [a, b] = [await nodeOf(), await nodeOf()]
  const place = (server: TestServer) => ({ url: server.url, key: a.keys.presenterKey })
  const [own, other] = [await pairedCookie(place(a.server)), await pairedCookie(place(a.server))]
  const phone = await join(a.server, 'presenter', { talk: TALK, cookie: own })
  const lost = await join(b.server, 'presenter', { talk: TALK, cookie: other })
  const label = deviceLabel(a.keys.device(other)!.id)
  await expect.poll(async () => (await devicesOf(phone)).find((each) => each.label === label)?.on).toBe(true)
  const cut = cutOf(lost)
  expect(await phone.query({ query: 'device/revoke', device: label })).toEqual({ ok: true })
  await cut
  for (const { server } of [a, b]) await refusedAs(server, 'presenter', other).toThrow('unauthorized')
  // Redis lost its last second: the nodes know the revocation and store it again.
  await redis.client().del('lectern:devices:revoked')
  await expect.poll(() => redis.client().hlen('lectern:devices:revoked')).toBe(1)
  await refusedAs(b.server, 'presenter', other).toThrow('unauthorized')
})

test('[K15] [K16] [K17] [AT6] two talks with two keys: each link opens its own talk, and a new key ends only its own pairings', async () => {
  const data = await temporaryFolder()
  const program = await startProgram(DECKS, 0, '--data', data)
  const lectern = async (...args: string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      'dist/server/cli.js',
      'key',
      ...args,
      '--data',
      data,
    ])
    return stdout
  }
  const keyIn = (text: string): string => /#key=([\w-]+)\n/.exec(text)?.[1] ?? ''
  await expect(lectern('tuor')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^lectern: There is no talk "tuor" on this server. Its talks: sockets-and-lies, tour\. .*\n$/,
    ) as string,
  })
  const printed = await lectern(TALK)
  expect(printed).toContain(`/${TALK}/presenter#key=`)
  expect(keyIn(await lectern(TALK))).toBe(keyIn(printed))
  const other = keyIn(await lectern(OTHER))
  const pair = (key: string): Promise<string> =>
    expect
      .poll(() => pairedCookie({ url: program.url, key }).catch(() => ''))
      .not.toBe('')
      .then(() => pairedCookie({ url: program.url, key }))
  const [tour, sockets] = [await pair(keyIn(printed)), await pair(other)]
  const all = await pairedCookie({ url: program.url, key: keyIn(await lectern()) })
  const status = (talk: string, cookie: string): Promise<number> =>
    fetch(`${program.url}/${talk}/presenter/deck.json`, { headers: { cookie } }).then(
      (answer) => answer.status,
    )
  for (const [talk, foreign, cookie] of [
    [TALK, OTHER, tour],
    [OTHER, TALK, sockets],
  ] as const) {
    await join(program, 'presenter', { talk, cookie })
    expect(await status(talk, cookie)).toBe(200)
    expect(await status(foreign, cookie)).toBe(401)
    for (const role of MODERATORS) await refusedAs(program, role, cookie, foreign).toThrow('unauthorized')
    const stage = await join(program, 'stage', { talk: foreign, cookie })
    expect(await stage.send(sampleIntent('screen/blank'))).toMatchObject({ refusal: { code: 'forbidden' } })
    expect((await once(program, cookie, 'stage', foreign)).status).toBe(401)
  }
  // The key of the server still opens every talk.
  for (const talk of [TALK, OTHER]) expect(await status(talk, all)).toBe(200)

  const cut = cutOf(await join(program, 'presenter', { talk: TALK, cookie: tour }))
  const kept = await join(program, 'presenter', { talk: OTHER, cookie: sockets })
  const renewed = keyIn(await lectern(TALK, '--new'))
  await cut
  expect(await status(TALK, tour)).toBe(401)
  expect([await status(OTHER, sockets), await status(TALK, all), kept.socket.connected]).toEqual([
    200,
    200,
    true,
  ])
  await expect(pairedCookie({ url: program.url, key: keyIn(printed) })).rejects.toThrow('403')
  expect(await status(TALK, await pairedCookie({ url: program.url, key: renewed }))).toBe(200)
  // Renewing the server's key leaves the pairings with the talks' keys.
  const gone = cutOf(await join(program, 'presenter', { talk: TALK, cookie: all }))
  await lectern('--new')
  await gone
  expect([await status(OTHER, sockets), await status(OTHER, all)]).toEqual([200, 401])
})

test('[K10] [K13] [K16] [G3] every intent of every role: paired, not paired, revoked, and with the key of another talk', async () => {
  const { server, keys } = await startTwo()
  const presenter = await pairedCookie(server)
  const cookies: Record<Role, string> = {
    presenter,
    moderator: await pairAs(server, presenter, 'moderator'),
    stage: await pairAs(server, presenter, 'stage'),
    audience: await participantCookie(server, `/${OTHER}/`),
  }
  const foreign = await pairedCookie({ url: server.url, key: TALK_KEY })
  const lost = await pairedCookie(server)
  await keys.devices.revoke(TALK, deviceLabel(keys.device(lost)!.id), () => true)

  /** Whatever the state of the talk, an intent without the right is refused, and one with it is not forbidden. */
  async function check(person: Person, rights: readonly string[], about: string): Promise<void> {
    for (const type of INTENT_TYPES) {
      const ack = await person.send({ ...sampleIntent(type), id: newIntentId() })
      const code = ack.ok ? 'accepted' : ack.refusal.code
      // A limit may be checked before the right.
      if (rights.includes(type)) expect(code, `${about} ${type}`).not.toBe('forbidden')
      else expect(['forbidden', 'rate-limited'], `${about} ${type} ${code}`).toContain(code)
    }
  }
  const rights = (role: Role): string[] => INTENT_TYPES.filter((type) => INTENTS[type].who.includes(role))
  for (const [role, cookie] of Object.entries(cookies) as [Role, string][])
    await check(await join(server, role, { talk: OTHER, cookie }), rights(role), role)
  // The cookie of the participant is older than the closing of the room, which was among the intents.
  for (const device of [foreign, lost]) {
    const cookie = `${device}; ${cookies.audience}`
    for (const role of MODERATORS) await refusedAs(server, role, cookie, OTHER).toThrow('unauthorized')
    await check(await join(server, 'stage', { talk: OTHER, cookie }), [], 'an unpaired stage')
    await check(await join(server, 'audience', { talk: OTHER, cookie }), rights('audience'), 'audience')
  }
})
