/** HAProxy, nginx and Caddy with the unchanged files of deploy/, in front of three nodes over Redis. */
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join as joinPath } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import type { ServerView } from '../../protocol/server-view.ts'
import { selfSignedCertificate } from '../../server/command/certificate.ts'
import { DESKTOP, follow, nextButton, PHONE, present, thumb } from '../support/browsers.ts'
import { TALK } from '../support/deck.ts'
import { join, newIntentId, pairedCookie, type Person } from '../support/people.ts'
import { freePort } from '../support/program.ts'
import {
  findPlaces,
  openHall,
  startCaddy,
  startHaproxy,
  startNginx,
  type Hall,
  type Places,
} from '../support/proxies.ts'
import { expectShown } from '../support/screens.ts'
import { temporaryFolder } from '../support/server.ts'

const ORIGIN = { 'x-lectern': '1' }

/** The nodes as a paired phone sees them through the proxy. */
async function nodesOf({ url }: Hall, cookie: string): Promise<ServerView['nodes']> {
  const response = await fetch(`${url}/${TALK}/presenter/server.json`, { headers: { cookie } })
  return ((await response.json()) as ServerView).nodes
}

async function goTo(presenter: Person, h: number): Promise<void> {
  const to = { h, v: 0, f: -1 }
  expect(await presenter.send({ id: newIntentId(), type: 'position/goto', to })).toMatchObject({ ok: true })
}

async function allSee(people: Person[], h: number): Promise<void> {
  await Promise.all(people.map((person) => person.sees((view) => view.position?.h === h)))
}

/** A long-polling session opened without cookies, and the cookie that it received. */
async function openSession(url: string): Promise<{ path: string; cookie: string }> {
  const path = `${url}/socket.io/?EIO=4&transport=polling`
  const opened = await fetch(path, { headers: ORIGIN })
  const { sid } = JSON.parse((await opened.text()).slice(1)) as { sid: string }
  return { path: `${path}&sid=${sid}`, cookie: opened.headers.get('set-cookie')?.split(';')[0] ?? '' }
}

test.each([
  ['HAProxy', startHaproxy],
  ['nginx', startNginx],
  ['Caddy', startCaddy],
])('[N1] [N2] [N3] through %s: pages, WebSockets on any node, long-polling on one node', async (_, start) => {
  const hall = await openHall(start)
  const page = await fetch(`${hall.url}/${TALK}/`)
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('The Room')])
  expect(page.headers.get('set-cookie')).not.toContain('lectern_node')

  const cookie = await pairedCookie(hall)
  const presenter = await join(hall, 'presenter', { cookie })
  const sockets = await Promise.all(Array.from({ length: 6 }, () => join(hall, 'audience')))
  // Hundreds of requests in one session: without affinity, two of three would fail.
  const pollers = await Promise.all(
    Array.from({ length: 4 }, () => join(hall, 'audience', { transports: ['polling'], keepsCookies: true })),
  )
  const changer = await join(hall, 'audience', { transports: ['polling', 'websocket'], keepsCookies: true })
  await expect.poll(() => changer.socket.io.engine.transport.name).toBe('websocket')
  for (const h of [3, 7, 5]) {
    await goTo(presenter, h)
    await allSee([...sockets, ...pollers, changer], h)
  }
  await expect
    .poll(async () => (await nodesOf(hall, cookie)).map(({ browsers }) => browsers > 0))
    .toEqual([true, true, true])

  // Without the cookie, the request is refused clearly, and never reaches another person's session.
  const sessions = await Promise.all(Array.from({ length: 6 }, () => openSession(hall.url)))
  const strays = await Promise.all(
    sessions.map(async ({ path }) =>
      (await fetch(path, { method: 'POST', body: '3', headers: ORIGIN })).text(),
    ),
  )
  expect(strays).toContain('{"code":1,"message":"Session ID unknown"}')
  for (const { path, cookie: node } of sessions) {
    const headers = { ...ORIGIN, cookie: node }
    expect((await fetch(path, { method: 'POST', body: '3', headers })).status, node).toBe(200)
  }
  expect(hall.proxy.output()).not.toMatch(/sid=|EIO=|127\.0\.0\.1:\d+ \[/)
})

/** Stand-ins for nodes, one of which refuses everybody. Returns the requests that they received. */
async function startStandIns({ hosts, port, healthPort }: Places, full: string): Promise<string[]> {
  const asked: string[] = []
  for (const host of hosts) {
    const status = host === full ? 503 : 200
    const hall = createServer(({ method, url }, response) => {
      if (url !== '/healthz') asked.push(`${method} ${host}`)
      response.writeHead(status, { 'Retry-After': '2' }).end()
    })
    const sockets = new WebSocketServer({ noServer: true })
    hall.on('upgrade', (request, socket, head) => {
      asked.push(`UPGRADE ${host}`)
      // HAProxy closes the connection as soon as it has read the status.
      socket.on('error', () => socket.destroy())
      if (host === full) socket.end('HTTP/1.1 503 Busy\r\nRetry-After: 2\r\nContent-Length: 0\r\n\r\n')
      else sockets.handleUpgrade(request, socket, head, (open) => open.close())
    })
    const health = createServer((_request, response) => void response.end())
    for (const [server, at] of [
      [hall, port],
      [health, healthPort],
    ] as const) {
      await once(server.listen(at, host), 'listening')
      onTestFinished(() => {
        server.closeAllConnections()
        server.close()
      })
    }
  }
  return asked
}

test.each([
  ['HAProxy', startHaproxy],
  ['nginx', startNginx],
])(
  '[N12] %s retries a refused request on another node, but never one that may change something',
  async (_, start) => {
    const places = await findPlaces()
    const full = places.hosts[1] ?? ''
    const asked = await startStandIns(places, full)
    const port = await freePort()
    await start(places, { port })
    const ask = async (path: string, method: string): Promise<number> =>
      (await fetch(`http://127.0.0.1:${port}${path}`, { method })).status
    for (let i = 0; i < 9; i += 1) expect(await ask('/a-talk/', 'GET')).toBe(200)
    expect(asked).toContain(`GET ${full}`)
    for (let i = 0; i < 9; i += 1) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`)
      await once(socket, 'open')
      await once(socket, 'close')
    }
    asked.length = 0
    for (let i = 0; i < 9; i += 1) await ask('/pair', 'POST')
    expect(asked).toHaveLength(9)
  },
)

test('[N4] [N5] HAProxy: a drained node gets no new browsers, and nodes restart one by one while every browser keeps its position', async () => {
  const folder = await temporaryFolder()
  const { cert, key } = await selfSignedCertificate(null, ['127.0.0.1'])
  const pem = joinPath(folder, 'talk.pem')
  await writeFile(pem, `${cert}\n${key}`)
  const hall = await openHall(startHaproxy, pem)
  const trusting = { ignoreHTTPSErrors: true, unstable: true }
  const { page: phone } = await present(hall, TALK, { ...PHONE, ...trusting })
  const { page: follower, context } = await follow(hall, `/${TALK}/`, { ...DESKTOP, ...trusting })

  let frames = 0
  follower.on('websocket', (socket) => socket.on('framereceived', () => (frames += 1)))

  // The nodes speak plain HTTP, and the proxy tells them that the browser uses HTTPS.
  expect((await context.cookies()).map(({ name, secure }) => [name, secure])).toEqual([
    [expect.stringMatching(/^lectern-participant-[\w-]{8}$/), true],
  ])

  const column = async (name: string, at: number): Promise<string> => {
    const line = (await hall.proxy.admin('show stat'))
      .split('\n')
      .find((each) => each.startsWith(`nodes,${name},`))
    return line?.split(',')[at] ?? ''
  }
  const state = (name: string): Promise<string> => column(name, 17)
  const sessions = (name: string): Promise<string> => column(name, 7)
  const walk = [
    { node: 'one', at: { h: 1, v: 0, f: -1 } },
    { node: 'two', at: { h: 1, v: 0, f: 0 } },
    { node: 'three', at: { h: 1, v: 0, f: 1 } },
  ]
  for (const [i, { node: name, at }] of walk.entries()) {
    await hall.proxy.admin(`set server nodes/${name} state drain`)
    expect(await state(name)).toBe('DRAIN')
    const before = await sessions(name)
    for (let visit = 0; visit < 6; visit += 1) await follower.request.get(`${hall.url}/${TALK}/`)
    expect(await sessions(name), 'sessions of the drained node').toBe(before)
    const { child } = hall.nodes[i] ?? {}
    const ended = new Promise((resolve) => child?.once('exit', resolve))
    child?.kill('SIGTERM')
    expect(await ended).toBe(0)
    // While it is down the talk continues, also for browsers that were on it.
    await thumb(nextButton(phone))
    await expectShown(follower, at)
    await hall.restart(i)
    await hall.proxy.admin(`set server nodes/${name} state ready`)
    await expect.poll(() => state(name)).toBe('UP')
  }
  expect(frames, 'frames of a WebSocket through TLS, after a restart').toBeGreaterThan(0)
})
