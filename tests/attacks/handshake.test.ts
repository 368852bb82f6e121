/** Attacks on the handshake: guessed keys, foreign pages, stolen sessions, forged proxy headers, plain HTTP. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { join as joinPath } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { WebSocket } from 'ws'
import { PROTOCOL_VERSION } from '../../protocol/wire.ts'
import { bystanders, pollingSession, rawSocket, stay, statusOf } from '../support/attacker.ts'
import { DECK, TALK } from '../support/deck.ts'
import { join, pairedCookie, participantCookie } from '../support/people.ts'
import { freePort } from '../support/program.ts'
import { startServer, temporaryFolder, type TestServer } from '../support/server.ts'

/** Sends many requests over few connections, as fast as the server answers; returns the counted statuses. */
async function hammer(
  { port }: Pick<TestServer, 'port'>,
  count: number,
  ask: (i: number) => { path: string; method?: string; body?: string; headers?: Record<string, string> },
): Promise<Record<number, number>> {
  const agent = new Agent({ keepAlive: true, maxSockets: 20 })
  onTestFinished(() => agent.destroy())
  const statuses: Record<number, number> = {}
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < count) {
      const { path, method = 'GET', body = '', headers = {} } = ask(next++)
      const status = await new Promise<number>((resolve, reject) => {
        const asked = request({ host: '127.0.0.1', port, path, method, agent, headers }, (response) => {
          response.resume()
          response.on('end', () => resolve(response.statusCode ?? 0))
        })
        asked.on('error', reject)
        asked.end(body)
      })
      statuses[status] = (statuses[status] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: 20 }, worker))
  return statuses
}

const pairing = (key: string) => ({
  path: '/pair',
  method: 'POST',
  body: JSON.stringify({ key }),
  headers: { 'content-type': 'application/json' },
})

test('[S1] [AT2] of 500 guesses only a few are checked and none succeeds; the audience can join from the same address', async () => {
  const server = await startServer()
  const guess = (i: number): string =>
    i % 2 === 0
      ? `guess-number-${i}-of-many`
      : `once.${'a'.repeat(12)}.zzzzzzz.${String(i).padStart(43, 'x')}`
  const statuses = await hammer(server, 500, (i) => pairing(guess(i)))
  expect(Object.keys(statuses).toSorted()).toEqual(['403', '429'])
  expect(statuses[403]).toBeLessThanOrEqual(50)
  await expect(join(server, 'audience')).resolves.toBeDefined()
  await expect(join(server, 'presenter')).rejects.toThrow('unauthorized')
})

test.each([
  'https://evil.example',
  'null',
  'file://',
  'https://127.0.0.1',
  'http://127.0.0.1.evil.example',
  'http://localhost:1',
])('[S4] [AT4] a page of origin %s that uses our cookies opens no socket', async (origin) => {
  const server = await startServer()
  const { fine } = await bystanders(server)
  const headers = { origin, cookie: await pairedCookie(server) }
  const path = '/socket.io/?EIO=4&transport='
  expect(await statusOf(server, `${path}polling`, headers)).toBe(403)
  const [, response] = (await once(rawSocket(server, { headers }), 'unexpected-response')) as [
    unknown,
    { statusCode: number },
  ]
  expect(response.statusCode).toBe(403)
  expect((await fetch(`${server.url}/pair/once`, { method: 'POST', headers: { origin } })).status).toBe(401)
  await fine()
})

test('[S4] [AT4] cookies without an origin and without our own header open no socket', async () => {
  const server = await startServer()
  const cookie = await pairedCookie(server)
  expect(await statusOf(server, '/socket.io/?EIO=4&transport=polling', { cookie })).toBe(403)
})

test("[S14] [AT5] another browser's session id is useless without its cookie", async () => {
  const server = await startServer()
  const cookie = await participantCookie(server, `/${TALK}/`)
  const session = await pollingSession(server, { cookie })
  const own = { 'x-lectern': '1', cookie }
  const hello = `40${JSON.stringify({ protocol: PROTOCOL_VERSION, talk: TALK, role: 'audience' })}`
  expect((await session.post(hello)).status).toBe(200)
  expect(await (await session.poll()).text()).toContain('40{"sid"')

  const said = '42["intent",{"id":"stolen-intent-1","type":"chat/say","text":"not me"}]'
  const thief = await participantCookie(server, `/${TALK}/`)
  const strangers: Record<string, string>[] = [
    { 'x-lectern': '1' },
    { 'x-lectern': '1', cookie: thief },
    { 'x-lectern': '1', cookie: thief.replace(/=.*/, '=guest-forged.m5x0.forged') },
  ]
  for (const headers of strangers) {
    expect((await session.post(said, headers)).status).toBe(403)
    expect((await session.poll(headers)).status).toBe(403)
    expect(
      await upgradeStatus(server, `/socket.io/?EIO=4&transport=websocket&sid=${session.sid}`, {
        origin: server.url,
        ...headers,
      }),
    ).toBe(403)
  }
  expect(server.app.talk(TALK).state.chat.items).toHaveLength(0)
  expect((await session.post(said, own)).status).toBe(200)
  await expect.poll(() => server.app.talk(TALK).state.chat.items.length).toBe(1)
})

test("[S14] [G28] [AT31] one's own session id does not give access to another session", async () => {
  const server = await startServer()
  const victim = await pollingSession(server, { cookie: await participantCookie(server, `/${TALK}/`) })
  const cookie = await participantCookie(server, `/${TALK}/`)
  const thief = await pollingSession(server, { cookie })
  const headers = { 'x-lectern': '1', cookie }
  const path = '/socket.io/?EIO=4&transport=polling'
  expect(await statusOf(server, `${path}&sid=${thief.sid}&sid=${victim.sid}`, headers, 'POST')).toBe(403)
})

test('[S16] [G28] [AT31] short of connections, an empty or invented session id is refused, and the presenter can connect', async () => {
  const server = await startServer({ connections: { most: 20, hard: 60 } })
  const cookie = await pairedCookie(server)
  const held = Array.from({ length: 25 }, () => connect(server.port, '127.0.0.1'))
  for (const socket of held) onTestFinished(() => void socket.destroy())
  await Promise.all(held.map((socket) => once(socket, 'connect')))
  const path = '/socket.io/?EIO=4&transport=polling'
  for (const query of ['', '&sid=', '&sid=&sid=', '&sid=made-up'])
    await expect.poll(() => statusOf(server, path + query)).toBe(503)
  await expect(join(server, 'presenter', { cookie })).resolves.toBeDefined()
})

/** The answer to a WebSocket handshake on this path. */
function upgradeStatus(
  { port }: Pick<TestServer, 'port'>,
  path: string,
  headers: Record<string, string>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const upgrade = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    }
    const asked = request({ host: '127.0.0.1', port, path, headers: { ...upgrade, ...headers } })
    asked.on('response', (response) => resolve(response.statusCode ?? 0))
    asked.on('upgrade', (_response, socket) => {
      socket.destroy()
      resolve(101)
    })
    asked.on('error', reject)
    asked.end()
  })
}

test('[S14] [AT5] a session with a WebSocket accepts no second one and no polling', async () => {
  const server = await startServer()
  const cookie = await participantCookie(server, `/${TALK}/`)
  const victim = await join(server, 'audience', { cookie })
  const sid = victim.socket.io.engine.id
  const headers = { origin: server.url, cookie }
  expect(await upgradeStatus(server, `/socket.io/?EIO=4&transport=websocket&sid=${sid}`, headers)).toBe(400)
  expect(await statusOf(server, `/socket.io/?EIO=4&transport=polling&sid=${sid}`, headers)).toBe(400)
  expect(victim.socket.connected).toBe(true)
})

test('[S19] [AT9] [AT10] a connection that joins no namespace, or one that does not exist, is closed within the time to join', async () => {
  const server = await startServer()
  const { fine } = await bystanders(server)
  const crowd: WebSocket[] = []
  /** These do not answer a close frame: they send half a frame and nothing more. */
  const mute = Array.from({ length: 20 }, () => connect(server.port, '127.0.0.1'))
  for (const socket of mute) {
    onTestFinished(() => void socket.destroy())
    socket.write(
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    )
    socket.once('data', () => socket.write(Buffer.from([0x81])))
  }
  for (let i = 0; i < 200; i += 1) {
    const socket = rawSocket(server)
    crowd.push(socket)
    socket.on('error', () => socket.terminate())
    if (i % 2 === 0) socket.on('open', () => socket.send(`40/namespace-${i},{}`))
  }
  const closed = [...crowd, ...mute].map((socket) => once(socket, 'close'))
  await Promise.all(crowd.map((socket) => once(socket, 'open')))
  await Promise.all(closed)
  await fine()
})

test('[S13] [AT15] one address can open three thousand new connections at once and 300 a second after that; connected browsers never wait', async () => {
  let now = Date.now()
  const server = await startServer({ now: () => now })
  const known = await participantCookie(server, `/${TALK}/`)
  const arrive = (count: number) => hammer(server, count, () => ({ path: '/pair' }))
  expect(await arrive(2999)).toEqual({ 200: 2999 })
  expect(await arrive(200)).toEqual({ 429: 200 })
  now += 1000
  expect(await arrive(400)).toEqual({ 200: 300, 429: 100 })
  expect(await statusOf(server, `/${TALK}/`, { cookie: known })).toBe(200)
  await expect(join(server, 'audience', { cookie: known })).resolves.toBeDefined()
})

test('[S16] [AT16] short of file descriptors, the server refuses followers with 503, stays healthy, and lets the presenter connect', async () => {
  const data = await temporaryFolder()
  const [port, metricsPort] = [await freePort(), await freePort()]
  const command = `ulimit -n 600; exec "$0" dist/server/cli.js ${DECK} --port ${port} --metrics-port ${metricsPort} --host 127.0.0.1 --data "${data}"`
  const child = spawn('sh', ['-c', command, process.execPath], { stdio: ['ignore', 'ignore', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const url = `http://127.0.0.1:${port}`
  await expect
    .poll(() =>
      fetch(`${url}/readyz`).then(
        (r) => r.status,
        () => 0,
      ),
    )
    .toBe(200)
  const key = (await readFile(joinPath(data, 'presenter-key'), 'utf8')).trim()
  const place = { url, key }

  const outcomes: Record<string, number> = {}
  const enter = (): Promise<void> =>
    new Promise((resolve) => {
      const done = (what: string): void => {
        outcomes[what] = (outcomes[what] ?? 0) + 1
        resolve()
      }
      const socket = rawSocket(place)
      // One that does not join is closed after 5 s, and its place is free again.
      stay(socket)
      socket.on('open', () => done('in'))
      socket.on('unexpected-response', (_request, response) => {
        done(`${response.statusCode} ${response.headers['retry-after']}`)
        socket.terminate()
      })
      socket.on('error', () => done('reset'))
    })
  for (let group = 0; group < 18; group += 1) await Promise.all(Array.from({ length: 50 }, enter))
  expect(outcomes['in']).toBeGreaterThan(300)
  expect(outcomes['in']).toBeLessThanOrEqual(450)
  expect(outcomes['503 5']).toBeGreaterThan(300)
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  expect((await fetch(`http://127.0.0.1:${metricsPort}/readyz`)).status).toBe(200)
  const cookie = await pairedCookie(place)
  const presenter = await join(place, 'presenter', { cookie })
  expect(presenter.socket.connected).toBe(true)
  expect(child.exitCode).toBeNull()
})

test('[AT16] three thousand headers, or headers that never end, are refused', async () => {
  const server = await startServer()
  const { fine } = await bystanders(server)
  const many = Array.from({ length: 3000 }, (_, i) => `x-${i}: 1\r\n`).join('')
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1')
    let text = ''
    socket.on('data', (chunk) => (text += chunk.toString()))
    socket.on('close', () => resolve(text))
    socket.on('error', reject)
    socket.write(
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${many}\r\n`,
    )
  })
  expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /)
  expect(server.app.http.headersTimeout).toBeLessThanOrEqual(10_000)
  expect(server.app.http.requestTimeout).toBeLessThanOrEqual(15_000)
  await fine()
})

test('[S12] [AT24] a sender that forges X-Forwarded-For still counts as one sender', async () => {
  const server = await startServer()
  const statuses = await hammer(server, 30, (i) => {
    const guess = pairing(`guess-number-${i}-of-many`)
    return { ...guess, headers: { ...guess.headers, 'x-forwarded-for': `1.2.3.${i}` } }
  })
  expect(statuses).toEqual({ 403: 5, 429: 25 })
})

test("[S12] [AT24] behind a trusted proxy, each person's guesses count separately, whatever the forged part of the header says", async () => {
  const server = await startServer({ trustProxy: { from: ['127.0.0.0/8'] } })
  const statuses = await hammer(server, 30, (i) => {
    const guess = pairing(`guess-number-${i}-of-many`)
    // The last address is from the proxy; the first one is forged by the client.
    return { ...guess, headers: { ...guess.headers, 'x-forwarded-for': `9.9.9.${i}, 1.2.3.${i % 3}` } }
  })
  expect(statuses).toEqual({ 403: 15, 429: 15 })
})

test('[S30] [AT37] a foreign host name that resolves to this server gets no page, file, polling or WebSocket; health checks are answered', async () => {
  const server = await startServer()
  const polling = '/socket.io/?EIO=4&transport=polling'
  const foreign = { host: `evil.example:${server.port}` }
  for (const path of ['/', `/${TALK}/`, `/${TALK}/slides.html`, '/pair', polling])
    expect([path, await statusOf(server, path, foreign)]).toEqual([path, 421])
  expect(await statusOf(server, '/pair', foreign, 'POST')).toBe(421)
  expect(await upgradeStatus(server, '/socket.io/?EIO=4&transport=websocket', foreign)).toBe(421)
  for (const path of ['/healthz', '/readyz']) expect(await statusOf(server, path, foreign)).toBe(200)
  for (const host of [`127.0.0.1:${server.port}`, 'localhost'])
    expect([host, await statusOf(server, `/${TALK}/`, { host })]).toEqual([host, 200])
  // The header is not from a trusted proxy.
  expect(await statusOf(server, '/pair', { ...foreign, 'x-forwarded-host': 'localhost' })).toBe(421)
})

test('[S30] [H3] the refusal of a host names the option to set, for people and for programs', async () => {
  const server = await startServer()
  const read = (accept: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const headers = { host: 'talks.example.org', accept }
      request({ host: '127.0.0.1', port: server.port, path: '/pair', headers }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        response.on('end', () => resolve(text))
      })
        .on('error', reject)
        .end()
    })
  expect(await read('text/html')).toContain('--public-url http://talks.example.org')
  expect(JSON.parse(await read('application/json'))).toEqual({
    error: {
      code: 'misdirected',
      message:
        'This server does not answer at http://talks.example.org. Is it yours? Start it with --public-url http://talks.example.org.',
    },
  })
})

test('[S12] behind a proxy with HTTPS, cookies are for HTTPS pages only', async () => {
  const publicUrl = 'https://talk.example.com'
  const server = await startServer({ publicUrl, trustProxy: { hops: 1 } })
  const cookies = async (headers: Record<string, string>): Promise<string> =>
    (await fetch(`${server.url}/${TALK}/`, { headers })).headers.get('set-cookie') ?? ''
  expect(await cookies({ 'x-forwarded-proto': 'https' })).toContain('; Secure')
  expect(await cookies({ 'x-forwarded-proto': 'http' })).not.toContain('; Secure')
})

test('[S17] [AT28] an unencrypted key is refused, not redirected, and the answer says to renew it', async () => {
  const warnings: string[] = []
  const pino = await import('pino')
  const logger = pino.default({ level: 'warn' }, { write: (line: string) => void warnings.push(line) })
  const server = await startServer({ publicUrl: 'https://talk.example.com', logger })
  const pair = (headers: Record<string, string>) =>
    fetch(`${server.url}/pair`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ key: server.key }),
    })
  const refused = await pair({ origin: 'http://talk.example.com' })
  expect([refused.status, refused.headers.get('location'), refused.headers.get('set-cookie')]).toEqual([
    426,
    null,
    null,
  ])
  expect(await refused.json()).toMatchObject({
    error: { code: 'insecure', message: expect.stringContaining('lectern key --new') },
  })
  expect(warnings.join('')).toContain('lectern key --new')
  expect(warnings.join('')).not.toContain(server.key)
  const taken = await pair({ origin: 'https://talk.example.com' })
  expect([taken.status, taken.headers.get('set-cookie')]).toEqual([204, expect.stringContaining('; Secure')])
})
