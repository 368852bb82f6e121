/** The gateway with hostile clients: wrong roles, wrong keys, wrong origins, malformed packets. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, type ClientOptions } from 'ws'
import { INTENT_TYPES, INTENTS } from '../../protocol/intent.ts'
import { MAX_MESSAGE_BYTES, PROTOCOL_VERSION } from '../../protocol/wire.ts'
import { logLength } from '../support/attacker.ts'
import { TALK } from '../support/deck.ts'
import { moveTo } from '../support/moves.ts'
import { join, newIntentId, pairedCookie, type Person } from '../support/people.ts'
import { sampleIntent } from '../support/samples.ts'
import { startServer, type TestServer } from '../support/server.ts'

/** Others are not affected: a move still goes from a presenter to a follower. */
async function expectAlive(presenter: Person, follower: Person): Promise<void> {
  const h = ((presenter.store.view.position?.h ?? 0) + 1) % 10
  const ack = await presenter.send({ id: newIntentId(), type: 'position/goto', to: { h, v: 0, f: -1 } })
  expect(ack).toMatchObject({ ok: true })
  await follower.sees((view) => view.position?.h === h)
}

async function presenterAndFollower(server: TestServer): Promise<[Person, Person]> {
  const cookie = await pairedCookie(server)
  return [await join(server, 'presenter', { cookie }), await join(server, 'audience')]
}

test.each(['audience', 'stage'] as const)(
  '[G3] [AT1] an unpaired %s sends every intent that it may not send: all are refused, and the log is unchanged',
  async (role) => {
    const server = await startServer()
    // In turns, because the rate limit of one connection is lower than the number of intents.
    const guests = [await join(server, role), await join(server, role)]
    const before = await logLength(server)
    for (const [i, type] of INTENT_TYPES.entries()) {
      if (role === 'audience' && INTENTS[type].who.includes('audience')) continue
      expect(await guests[i % 2]!.send(sampleIntent(type))).toMatchObject({
        ok: false,
        refusal: { code: 'forbidden', retry: false },
      })
    }
    expect(await logLength(server)).toBe(before)
  },
)

test('[S3] [AT1] a paired stage moves the talk; a presenter without a pairing is refused', async () => {
  const server = await startServer()
  const stage = await join(server, 'stage', { cookie: await pairedCookie(server) })
  expect(await stage.send(sampleIntent('position/goto'))).toMatchObject({ ok: true })
  expect(await stage.send(sampleIntent('talk/end'))).toMatchObject({
    ok: false,
    refusal: { code: 'forbidden' },
  })
  await expect(join(server, 'presenter')).rejects.toThrow('unauthorized')
  const forged = (await pairedCookie(server)).replace(/=.*/, '=device-x.m5x0.forged')
  await expect(join(server, 'presenter', { cookie: forged })).rejects.toThrow('unauthorized')
  await expect(join(server, 'moderator')).rejects.toThrow('unauthorized')
})

test('[S1] a wrong key is refused, and guessing is rate-limited for that address only', async () => {
  const server = await startServer()
  const guess = (key: string): Promise<Response> =>
    fetch(`${server.url}/pair`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key }),
    })
  const statuses: number[] = []
  for (let i = 0; i < 20; i++) statuses.push((await guess(`wrong-key-number-${i}-xxxxxx`)).status)
  expect(statuses.slice(0, 5)).toEqual(Array(5).fill(403))
  expect(statuses.slice(5)).toEqual(Array(15).fill(429))
  expect((await guess('wrong-key-number-20-xxxxxx')).headers.get('retry-after')).toMatch(/^\d+$/)
  await expect(join(server, 'audience')).resolves.toBeDefined()
})

test('[S29] guesses from the same address do not delay anybody with the right key, and reveal nothing', async () => {
  const server = await startServer()
  const pair = (key: string, cookie = ''): Promise<Response> =>
    fetch(`${server.url}/pair`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify({ key }),
    })
  const paired = await pairedCookie(server)
  for (let i = 0; i < 16; i++) {
    for (let j = 0; j < 6; j++) await pair(`wrong-key-${i}-${j}-xxxxxx`)
    const invitation = (await (
      await fetch(`${server.url}/pair/once`, { method: 'POST', headers: { cookie: paired } })
    ).json()) as { url: string }
    const code = new URL(invitation.url).hash.slice('#key='.length)
    for (let j = 0; j < 6; j++) await pair(`wrong-key-${i}-${j}-xxxxxx`)
    expect((await pair(i % 2 === 0 ? server.key : code)).status).toBe(204)
  }
  const said = new Set<string>()
  for (let i = 0; i < 12; i++) {
    const answer = await pair(i % 2 ? `${server.key}x` : `once.${'a'.repeat(12)}.zzzz.${'b'.repeat(43)}`)
    const { error } = (await answer.json()) as { error: { code: string; message: string } }
    said.add(`${answer.status} ${error.code} ${error.message}`)
  }
  expect([...said]).toEqual([
    expect.stringContaining('403 unauthorized'),
    expect.stringContaining('429 rate-limited'),
  ])
})

test.each([
  ['malformed JSON', '{', 400],
  ['no key', '{}', 400],
  ['a key that is not a text', '{"key":{}}', 400],
  ['too much', JSON.stringify({ key: 'x'.repeat(MAX_MESSAGE_BYTES) }), 413],
])('[G2] pairing with %s is answered as JSON with status', async (_what, body, status) => {
  const server = await startServer()
  const response = await fetch(`${server.url}/pair`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject({ error: { message: expect.any(String) } })
})

const upgrade = (server: TestServer, options: ClientOptions = {}): WebSocket =>
  new WebSocket(`${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, options)

test.each(['https://evil.example', 'null', 'http://127.0.0.1'])(
  '[S4] a page of origin %s cannot open a socket',
  async (origin) => {
    const server = await startServer()
    const cookie = await pairedCookie(server)
    const status = await new Promise((resolve) => {
      upgrade(server, { headers: { origin, cookie } }).on('unexpected-response', (_request, response) =>
        resolve(response.statusCode),
      )
    })
    expect(status).toBe(403)
    const polling = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`, {
      headers: { origin, cookie },
    })
    expect(polling.status).toBe(403)
  },
)

test('[G6] another version is outdated, an unknown talk is unknown, a wrong shape is malformed', async () => {
  const server = await startServer()
  const refusalOf = async (auth: unknown): Promise<string> => {
    const socket = upgrade(server, { headers: { origin: server.url } })
    onTestFinished(() => socket.terminate())
    return new Promise((resolve) => {
      socket.on('message', (data: Buffer) => {
        const text = data.toString()
        if (text.startsWith('0')) socket.send(`40${JSON.stringify(auth)}`)
        if (text.startsWith('44')) resolve((JSON.parse(text.slice(2)) as { message: string }).message)
      })
    })
  }
  const valid = { protocol: PROTOCOL_VERSION, talk: TALK, role: 'audience' }
  expect(await refusalOf({ ...valid, protocol: 1 })).toBe('outdated')
  expect(await refusalOf({ ...valid, protocol: 3, shape: 'new' })).toBe('outdated')
  expect(await refusalOf({ ...valid, talk: 'no-such-talk' })).toBe('unknown-talk')
  expect(await refusalOf({ ...valid, role: 'server' })).toBe('malformed')
  expect(await refusalOf({ ...valid, channels: { position: -1 } })).toBe('malformed')
})

/** Opens a raw socket, completes its handshake, sends data, and resolves when the server closed it or answered a ping. */
async function sendRaw(server: TestServer, frames: (string | Buffer)[]): Promise<void> {
  const socket = upgrade(server, { headers: { origin: server.url } })
  onTestFinished(() => socket.terminate())
  await new Promise<void>((resolve) => {
    socket.on('close', () => resolve())
    socket.on('error', () => resolve())
    socket.on('pong', () => resolve())
    socket.on('message', (data: Buffer) => {
      const text = data.toString()
      if (text.startsWith('0'))
        socket.send(`40${JSON.stringify({ protocol: PROTOCOL_VERSION, talk: TALK, role: 'audience' })}`)
      if (!text.startsWith('40')) return
      for (const frame of frames) socket.send(frame)
      socket.ping()
    })
  })
}

const DEEP = `${'['.repeat(4000)}${']'.repeat(4000)}`
test.each<[string, (string | Buffer)[]]>([
  ['no acknowledgement', ['42["intent",{"type":"position/next"}]']],
  ['no payload', ['42["intent"]', '42["probe"]', '42["subscribe"]']],
  ['null', ['421["intent",null]', '422["subscribe",null]', '423["probe",null]']],
  [
    'wrong types',
    ['421["intent",42]', '422["intent",[]]', '423["intent","x"]', '424["intent",{"id":{},"type":{}}]'],
  ],
  [
    'a poisoned prototype',
    ['421["intent",{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}]'],
  ],
  ['deep nesting', [`421["intent",${DEEP}]`]],
  ['unknown events', ['42["hack"]', '42["constructor",{}]', '42["__proto__",{}]', '42["toString"]']],
  ['reserved events', ['42["disconnect"]', '42["connect"]', '42["error",{}]']],
  [
    'broken packets',
    [
      '42',
      '4{',
      '4',
      '',
      '42{"a":1}',
      '42["intent"',
      '4511-["intent",{"_placeholder":true,"num":0}]',
      '450-["e"]',
    ],
  ],
  ['a binary message', [Buffer.from([1, 2, 3]), '42["probe",null]']],
  ['too many bytes', [`42["intent","${'x'.repeat(MAX_MESSAGE_BYTES)}"]`]],
  ['other namespaces', ['40/admin,{}', '40/../../,{}']],
])('[G4] %s: refused or closed; the process and the others continue', async (_what, frames) => {
  const server = await startServer()
  const [presenter, follower] = await presenterAndFollower(server)
  const before = await logLength(server)
  await sendRaw(server, frames)
  expect(await logLength(server)).toBe(before)
  expect(({} as { polluted?: number }).polluted).toBeUndefined()
  await expectAlive(presenter, follower)
})

test('[S7] a message in many fragments closes only its own connection', async () => {
  const server = await startServer()
  const [presenter, follower] = await presenterAndFollower(server)
  const socket = upgrade(server, { headers: { origin: server.url } })
  const closed = new Promise((resolve) => socket.on('close', resolve))
  socket.on('open', () => {
    for (let i = 0; i < 200; i++) socket.send('x', { fin: false })
  })
  socket.on('error', () => socket.terminate())
  await closed
  await expectAlive(presenter, follower)
})

test('[G1] a flood is refused, then disconnected; a quiet browser is not affected', async () => {
  const server = await startServer()
  const [presenter, follower] = await presenterAndFollower(server)
  const flooder = await join(server, 'audience')
  const cut = new Promise((resolve) => flooder.socket.on('disconnect', resolve))
  for (let i = 0; i < 1000; i++) flooder.socket.emit('probe', null, () => {})
  await cut
  await expectAlive(presenter, follower)
})

test('[G5] a browser that reconnects gets what it missed of each channel, in one patch from its number', async () => {
  const server = await startServer()
  const [presenter, follower] = await presenterAndFollower(server)
  const had = { epoch: follower.store.epoch, channels: { ...follower.store.seqs() } }
  follower.socket.disconnect()
  for (let i = 0; i < 200; i++) {
    // The presenter's own socket has a rate limit, too, so it sends one move after the other.
    const to = { h: (i % 10) + 1, v: 0, f: -1 }
    await moveTo(server, to)
  }
  await presenter.sees((view) => view.position?.h === 10)
  const back = await join(server, 'audience', { had })
  const to = server.app.talk(TALK).state.seq
  expect(back.patches).toEqual([[had.epoch, 'position', had.channels.position, to, { h: 10, v: 0, f: -1 }]])
})

test('[G5] a browser with another epoch, or with a number that is too high, starts over', async () => {
  const server = await startServer()
  for (const had of [
    { epoch: 'another-life', channels: { talk: 1, position: 1 } },
    { epoch: server.app.talk(TALK).epoch, channels: { talk: 9999, position: 9999 } },
  ]) {
    const guest = await join(server, 'audience', { had })
    expect(guest.patches.slice(0, 2).map(([, channel, from]) => [channel, from])).toEqual([
      ['talk', 0],
      ['position', 0],
    ])
    expect(guest.store.view.talk?.version).toBeTruthy()
  }
})

test('[G9] long-polling only: joins, follows, drives', async () => {
  const server = await startServer()
  const cookie = await pairedCookie(server)
  const presenter = await join(server, 'presenter', { cookie, transports: ['polling'] })
  const follower = await join(server, 'audience', { transports: ['polling'] })
  await expectAlive(presenter, follower)
})

test('[G7] a server that shuts down on purpose sends the time within which to reconnect', async () => {
  const server = await startServer()
  const [presenter, follower] = await presenterAndFollower(server)
  const restartTime = (person: Person): Promise<number> =>
    new Promise((resolve) => person.listen('restart', resolve))
  const both = Promise.all([restartTime(presenter), restartTime(follower)])
  await server.close()
  const [presenterWithin, followerWithin] = await both
  expect(presenterWithin).toBeLessThan(followerWithin)
  expect(followerWithin).toBeLessThanOrEqual(8000)
})

test('[G7] a connection without a request does not delay a server that closes', async () => {
  const server = await startServer()
  const silent = connect(server.port, '127.0.0.1')
  onTestFinished(() => void silent.destroy())
  await once(silent, 'connect')
  // The answer to a later request shows that the server has accepted the silent connection too.
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  const ended = once(silent, 'close')
  await server.close()
  await ended
})

test('[G8] presenters and stages get the number of followers; the audience does not', async () => {
  const server = await startServer()
  const [presenter, follower] = await presenterAndFollower(server)
  const received = new Promise<void>((resolve) =>
    presenter.listen('headcount', (heads) => void (heads.audience === 2 && heads.stage === 1 && resolve())),
  )
  let leaked = false
  follower.listen('headcount', () => (leaked = true))
  await join(server, 'audience')
  await join(server, 'stage')
  await received
  await expectAlive(presenter, follower)
  expect(leaked).toBe(false)
})

test('[S4] behind a proxy, the public origin connects, and the inner one with another port does not', async () => {
  const outer = createServer()
  await new Promise<void>((resolve) => outer.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void outer.close())
  const origin = `http://127.0.0.1:${(outer.address() as AddressInfo).port}`
  const server = await startServer({ origin: () => origin })
  const opened = await new Promise((resolve) => {
    const socket = upgrade(server, { headers: { origin } })
    onTestFinished(() => socket.terminate())
    socket.on('open', () => resolve(true)).on('unexpected-response', () => resolve(false))
  })
  expect(opened).toBe(true)
})
