/** Requests without a socket: pages, redirects, errors, headers, caching. */
import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { TALK } from '../support/deck.ts'
import { pairedCookie, participantCookie } from '../support/people.ts'
import { memoryKeys } from '../../server/keys/store.ts'
import { createKeys } from '../../server/keys/keys.ts'
import { startServer, temporaryFolder } from '../support/server.ts'

const get = (url: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, { redirect: 'manual', headers })
const html = { accept: 'text/html' }

test('[H2] with one talk the short address leads to it', async () => {
  const server = await startServer()
  for (const path of ['/', `/${TALK}`]) {
    const response = await get(server.url + path)
    expect([response.status, response.headers.get('location')]).toEqual([302, `/${TALK}/`])
  }
})

test('[H2] with several talks the short address lists them, and a folder of decks is several talks', async () => {
  const folder = await temporaryFolder()
  for (const [name, title] of [
    ['one', 'First & <last>'],
    ['two', 'Second'],
  ]) {
    await mkdir(join(folder, String(name)))
    await writeFile(join(folder, String(name), 'deck.md'), `---\ntitle: "${title}"\n---\n\n# Hello\n`)
  }
  const server = await startServer({ deck: folder })
  const list = await (await get(`${server.url}/`)).text()
  expect(list).toContain('<a href="/one/"><span>First &amp; &lt;last&gt;</span></a>')
  expect(list).toContain('<a href="/two/">')
  expect((await get(`${server.url}/two/`)).status).toBe(200)
})

test('[H3] a missing page is a page for people and JSON for programs', async () => {
  const server = await startServer()
  const page = await get(`${server.url}/no-such-talk/`, html)
  expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
  const data = await get(`${server.url}/no-such-talk/`, { accept: 'application/json' })
  expect([data.status, await data.json()]).toEqual([
    404,
    { error: { code: 'not-found', message: 'There is nothing at /no-such-talk/.' } },
  ])
  expect((await fetch(`${server.url}/anything`, { method: 'DELETE' })).status).toBe(404)
})

test('[H4] answers health and readiness checks', async () => {
  const server = await startServer()
  expect(await (await get(`${server.url}/healthz`)).json()).toEqual({ status: 'ok' })
  expect(await (await get(`${server.url}/readyz`)).json()).toEqual({
    status: 'ready',
    talks: [TALK],
  })
})

test.each([`/${TALK}/`, `/${TALK}/stage`, `/${TALK}/presenter`, '/pair', '/nothing-here'])(
  '[S6] [AT19] %s has a policy that allows only its own inline scripts, and no other host',
  async (path) => {
    const server = await startServer()
    const page = await get(server.url + path, html)
    const { headers } = page
    const text = await page.text()
    const policy = new Map(
      (headers.get('content-security-policy') ?? '').split(';').map((part) => {
        const [name = '', ...sources] = part.trim().split(' ')
        return [name, sources]
      }),
    )
    expect(policy.get('default-src')).toEqual(["'none'"])
    for (const [directive, tag] of [
      ['script-src', 'script'],
      ['style-src', 'style'],
    ]) {
      const [self, ...hashes] = policy.get(directive!) ?? []
      expect(self).toBe("'self'")
      for (const hash of hashes) expect(hash).toMatch(/^'sha256-[\w+/]{43}='$/)
      const inline = [...text.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, 'gs'))].map(
        ([, content = '']) => `'sha256-${createHash('sha256').update(content).digest('base64')}'`,
      )
      expect(hashes).toEqual(expect.arrayContaining(inline))
    }
    expect(policy.get('frame-ancestors')).toEqual(["'none'"])
    expect([...policy.values()].flat().join(' ')).not.toMatch(/unsafe-eval|https?:|\*/)
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-powered-by')).toBeNull()
  },
)

test.each([`/${TALK}/`, `/${TALK}/stage`])(
  '[A25] %s requests no style sheet and no script before the first paint',
  async (path) => {
    const server = await startServer()
    const page = await (await get(server.url + path, html)).text()
    expect(page).toContain('<style>')
    expect(page).not.toMatch(/<link[^>]*rel="stylesheet"/)
    // A module runs after the page is parsed, and does not block it.
    const scripts = page.match(/<script[^>]*src=[^>]*>/g) ?? []
    expect(scripts.filter((script) => !script.includes('type="module"'))).toEqual([])
  },
)

test('[H5] scripts, styles and fonts are compressed at build time and never requested twice; pages are always revalidated', async () => {
  const server = await startServer()
  const url = `${server.url}/${TALK}/`
  const cookie = await participantCookie(server, `/${TALK}/`)
  const page = await get(url, { ...html, cookie, 'accept-encoding': 'br' })
  expect(page.headers.get('cache-control')).toBe('no-cache')
  expect(page.headers.get('content-encoding')).toBe('br')
  // Without an explicit cache-control, fetch adds one that prevents the tested answer.
  const known = { 'if-none-match': page.headers.get('etag') ?? '', 'cache-control': 'max-age=0' }
  const again = await get(url, { ...html, cookie, ...known })
  expect(again.status).toBe(304)
  const assets = [...(await page.text()).matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)].map(
    ([, path]) => path,
  )
  expect(assets.length).toBeGreaterThan(1)
  for (const path of assets) {
    const asset = await get(server.url + path, { 'accept-encoding': 'br' })
    expect([asset.status, asset.headers.get('content-encoding')]).toEqual([200, 'br'])
    expect(asset.headers.get('cache-control')).toContain('immutable')
  }
})

test('[H24] a page that sets a cookie is not cached, and neither are the notes', async () => {
  const server = await startServer()
  for (const path of [`/${TALK}/`, `/${TALK}/presenter`, '/pair', '/no-such-talk/']) {
    const first = await get(server.url + path, html)
    const { headers } = first
    expect([headers.get('set-cookie'), headers.get('cache-control')]).toEqual([
      expect.stringContaining('lectern-participant-'),
      'private, no-store',
    ])
    const cookie = headers.get('set-cookie')?.split(';')[0] ?? ''
    const second = await get(server.url + path, { ...html, cookie })
    expect([second.headers.get('set-cookie'), second.headers.get('cache-control')]).toEqual([
      null,
      'no-cache',
    ])
  }
  const deck = `${server.url}/${TALK}/presenter/deck.json`
  for (const headers of [{}, { cookie: await pairedCookie(server) }])
    expect((await get(deck, headers)).headers.get('cache-control')).toBe('no-store')
})

test('[S27] a page of a paired browser renews its cookie after a day, and the browser stays the same device', async () => {
  let now = Date.now()
  const keys = createKeys(memoryKeys(), () => now)
  const server = await startServer({ keys })
  const cookie = `${await participantCookie(server, '/pair')}; ${await pairedCookie(server)}`
  const stage = `${server.url}/${TALK}/stage`
  expect((await get(stage, { ...html, cookie })).headers.get('set-cookie')).toBeNull()
  now += 25 * 60 * 60 * 1000
  const { headers } = await get(stage, { ...html, cookie })
  expect(headers.get('cache-control')).toBe('private, no-store')
  const renewed = headers.get('set-cookie')?.split(';')[0] ?? ''
  expect(renewed).toMatch(/^lectern-presenter-/)
  expect(keys.device(renewed)?.id).toBe(keys.device(cookie)?.id)
})

test('[S5] [AT7] notes require a pairing', async () => {
  const server = await startServer()
  const url = `${server.url}/${TALK}/presenter/deck.json`
  const refused = await get(url)
  expect([refused.status, await refused.json()]).toMatchObject([401, { error: { code: 'unauthorized' } }])
  const deck = (await (await get(url, { cookie: await pairedCookie(server) })).json()) as { notes: object }
  expect(Object.keys(deck.notes)).toContain('steps')
})

test('[H7] the remote can be installed: its manifest names icons that exist', async () => {
  const server = await startServer()
  const response = await get(`${server.url}/${TALK}/presenter.webmanifest`)
  expect(response.headers.get('content-type')).toContain('application/manifest+json')
  const manifest = (await response.json()) as {
    start_url: string
    icons: { src: string; sizes: string; purpose: string }[]
  }
  expect(manifest.start_url).toBe('presenter')
  expect(manifest.icons.map(({ sizes, purpose }) => `${sizes} ${purpose}`)).toEqual([
    '192x192 any',
    '512x512 any',
    '512x512 maskable',
  ])
  for (const { src } of manifest.icons) {
    const icon = await get(new URL(src, response.url).href)
    expect([icon.status, icon.headers.get('content-type')]).toEqual([200, 'image/png'])
  }
})

test("[H6] the join code is an image with the audience's address", async () => {
  const server = await startServer()
  const response = await get(`${server.url}/${TALK}/join.svg`)
  expect(response.headers.get('content-type')).toContain('image/svg+xml')
  expect(await response.text()).toMatch(/^<svg/)
})

/** The answer to a raw request, until the server closes the connection. */
async function answerTo(port: number, head: string[], body = ''): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let text = ''
  socket.on('data', (chunk) => (text += chunk.toString()))
  socket.write([...head, '', body].join('\r\n'))
  await once(socket, 'end')
  return text
}

const UPGRADE = ['Host: 127.0.0.1', 'Connection: Upgrade, HTTP2-Settings', 'HTTP2-Settings: AAMAAABkAAQAAP__']

test.each([
  ['h2c for a page', 'GET /healthz HTTP/1.1', 'h2c', 200],
  ['several at once', 'GET /healthz HTTP/1.1', 'h2c, websocket', 200],
  ['h2c for the sockets, by long-polling', 'GET /socket.io/?EIO=4&transport=polling HTTP/1.1', 'h2c', 200],
  ['a WebSocket where none is', 'GET /no-such-talk/ HTTP/1.1', 'websocket', 404],
] as const)(
  '[G29] a request for another protocol, %s, is answered with HTTP/1.1',
  async (_what, line, to, status) => {
    const { port } = await startServer()
    const answer = await answerTo(port, [line, ...UPGRADE, `Upgrade: ${to}`])
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  },
)

test('[G29] the body of such a request is read, too', async () => {
  const { port, key } = await startServer()
  const body = JSON.stringify({ key })
  const head = ['POST /pair HTTP/1.1', ...UPGRADE, 'Upgrade: h2c', 'Content-Type: application/json']
  const answer = await answerTo(port, [...head, `Content-Length: ${body.length}`], body)
  expect(answer).toMatch(/^HTTP\/1\.1 204 .*set-cookie: /is)
})

test.each(['__proto__', 'constructor', 'toString', 'no-such-demo'])(
  '[G30] there is no demo called %s',
  async (name) => {
    const server = await startServer()
    for (const path of [`demos/${name}`, `demos/${name}.svg`])
      expect((await get(`${server.url}/${TALK}/${path}`)).status, path).toBe(404)
  },
)
