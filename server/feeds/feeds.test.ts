import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import type { FeedStatus, Post } from '../../protocol/post.ts'
import { blueskyFeed } from './bluesky.ts'
import type { Feed } from './feed.ts'
import { mastodonFeed } from './mastodon.ts'
import { xFeed } from './x.ts'

const BEGIN = Date.UTC(2026, 0, 1)
const TOKEN = 'a-secret-token'

// Only our own timers: the sockets are real.
beforeEach(() => {
  vi.useFakeTimers({ now: BEGIN, toFake: ['setTimeout', 'clearTimeout', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Waits for what happens, without a clock. */
function happenings<T>() {
  const all: T[] = []
  const checks = new Set<() => void>()
  return {
    all,
    add(one: T): void {
      all.push(one)
      for (const check of checks) check()
    },
    /** The first that satisfies, among those after `from`. */
    async find(is: (one: T) => boolean, from = 0): Promise<T> {
      for (;;) {
        const found = all.slice(from).find(is)
        if (found !== undefined) return found
        await new Promise<void>((resolve) => {
          const check = (): void => {
            checks.delete(check)
            resolve()
          }
          checks.add(check)
        })
      }
    },
  }
}

function read(feed: Feed) {
  const posts = happenings<Post>()
  const statuses = happenings<FeedStatus>()
  const stop = feed.start({ posts: (some) => some.forEach(posts.add), status: statuses.add })
  onTestFinished(stop)
  return {
    stop,
    posts,
    statuses,
    live: (from = 0) => statuses.find(({ state }) => state === 'live', from),
    trouble: async (from = 0) => (await statuses.find(({ trouble }) => trouble !== '', from)).trouble,
  }
}

interface Asked {
  request: IncomingMessage
  response: ServerResponse
  body: string
}

/** A double of one of the services: `streams` are the requests for the stream itself, answered by the test. */
async function httpDouble(rules: object[] = []) {
  const streams = happenings<Asked>()
  const others: { line: string; body: string }[] = []
  const server = createServer((request, response) => {
    void (async () => {
      let body = ''
      for await (const piece of request) body += String(piece)
      if (!request.url?.endsWith('/rules')) return streams.add({ request, response, body })
      others.push({ line: `${request.method} ${request.url}`, body })
      response.setHeader('content-type', 'application/json')
      const added = body.includes('"add"') ? 201 : 200
      response.writeHead(added).end(JSON.stringify(request.method === 'GET' ? { data: rules } : { meta: {} }))
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { base: `http://127.0.0.1:${port}`, port, streams, others, server }
}

/** Lets what is under way on real sockets happen, to see that nothing does. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

const tweet = (id: string, text: string, more: object = {}): string =>
  `${JSON.stringify({
    data: { id, text, author_id: '7', edit_history_tweet_ids: [id], ...more },
    includes: {
      users: [{ id: '7', name: 'Amber Otter', username: 'amber', location: 'Portland, Oregon' }],
      places: [
        {
          id: 'pl1',
          full_name: 'Austin, TX',
          geo: { type: 'Feature', bbox: [-98, 30, -97, 31], properties: {} },
        },
      ],
    },
    matching_rules: [{ id: '1', tag: 'lectern' }],
  })}\r\n`
const status = (id: string, content: string, fields: object[] = []): string =>
  `event: update\ndata: ${JSON.stringify({ id, content, account: { username: 'amber', display_name: 'Amber Otter', fields } })}\n\n`

/** What the two services over HTTP have in common. */
const STREAMED = [
  {
    name: 'x',
    title: 'X',
    open: (base: string) => xFeed({ token: TOKEN, words: ['websockets'], base }),
    path: /^\/2\/tweets\/search\/stream\?/,
    message: (id: string) => tweet(id, 'Hello from Austin'),
    heartbeat: '\r\n',
    reset: (ms: number): [string, string] => ['x-rate-limit-reset', String(ms / 1000)],
  },
  {
    name: 'mastodon',
    title: 'Mastodon',
    open: (base: string) => mastodonFeed({ token: TOKEN, words: [], base }),
    path: /^\/api\/v1\/streaming\/public$/,
    message: (id: string) => status(id, '<p>Hello from Austin</p>'),
    heartbeat: ':thump\n',
    reset: (ms: number): [string, string] => ['x-ratelimit-reset', new Date(ms).toISOString()],
  },
]

for (const { name, title, open, path, message, heartbeat, reset } of STREAMED) {
  test(`[E40] ${name}: posts come with their place, whatever the pieces they are sent in`, async () => {
    const double = await httpDouble()
    const { posts, live } = read(open(double.base))
    const { request, response } = await double.streams.find(() => true)
    expect(request.url).toMatch(path)
    expect(request.headers.authorization).toBe(`Bearer ${TOKEN}`)
    response.writeHead(200).flushHeaders()
    await live()
    const bytes = Buffer.from(heartbeat + message('one') + 'not json\n\n' + heartbeat + message('two'))
    for (let at = 0; at < bytes.length; at += 97) response.write(bytes.subarray(at, at + 97))
    await posts.find(({ id }) => id === 'two')
    expect(posts.all.map(({ id }) => id)).toEqual(['one', 'two'])
    expect(posts.all[0]).toMatchObject({ author: 'Amber Otter', text: 'Hello from Austin', at: BEGIN })
  })

  test(`[E41] ${name}: heartbeats keep it; 30 s of silence end it, and it connects again`, async () => {
    const double = await httpDouble()
    const { posts, statuses, live, trouble } = read(open(double.base))
    const first = await double.streams.find(() => true)
    first.response.writeHead(200).flushHeaders()
    await live()
    first.response.write(message('one'))
    await posts.find(({ id }) => id === 'one')
    vi.advanceTimersByTime(29_000)
    // The second message shows that the heartbeat before it has arrived.
    first.response.write(heartbeat + message('two'))
    await posts.find(({ id }) => id === 'two')
    vi.advanceTimersByTime(29_000)
    expect(statuses.all.at(-1)?.state).toBe('live')
    vi.advanceTimersByTime(1000)
    expect(await trouble()).toBe(`${title} has been silent for 30 s; connecting again.`)
    vi.advanceTimersByTime(1000)
    const second = await double.streams.find((asked) => asked !== first)
    second.response.writeHead(200).flushHeaders()
    await live(statuses.all.length)
  })

  test.each([
    [401, `${title} does not accept the token (401).`],
    [403, `${title} does not allow this account to read the stream (403).`],
  ])(`[E42] ${name}: %i is said in one line, and not tried again for five minutes`, async (code, line) => {
    const double = await httpDouble()
    const { trouble, statuses } = read(open(double.base))
    const { response } = await double.streams.find(() => true)
    response.writeHead(code).end(JSON.stringify({ title: 'No', detail: TOKEN, status: code }))
    expect(await trouble()).toBe(line)
    vi.advanceTimersByTime(5 * 60_000 - 1)
    await quiet()
    expect(double.streams.all).toHaveLength(1)
    vi.advanceTimersByTime(1)
    await double.streams.find(() => true, 1)
    expect(JSON.stringify(statuses.all)).not.toContain(TOKEN)
  })

  test(`[E43] ${name}: 429 is left in peace until the time that it names`, async () => {
    const double = await httpDouble()
    const { trouble } = read(open(double.base))
    const { response } = await double.streams.find(() => true)
    response.writeHead(429, Object.fromEntries([reset(BEGIN + 90_000)])).end('{}')
    expect(await trouble()).toBe(`${title} has had too many requests (429); trying again in 90 s.`)
    vi.advanceTimersByTime(89_999)
    await quiet()
    expect(double.streams.all).toHaveLength(1)
    vi.advanceTimersByTime(1)
    await double.streams.find(() => true, 1)
  })

  test(`[E44] ${name}: after 503 it waits 1 s, 2 s, 4 s … and goes on when the service is back`, async () => {
    const double = await httpDouble()
    const { statuses, live, trouble } = read(open(double.base))
    for (const [n, wait] of [1000, 2000, 4000].entries()) {
      const before = statuses.all.length
      const { response } = await double.streams.find(() => true, n)
      response.writeHead(503).end('Service Unavailable')
      expect(await trouble(before)).toBe(`${title} is not available (503); trying again.`)
      vi.advanceTimersByTime(wait - 1)
      await quiet()
      expect(double.streams.all).toHaveLength(n + 1)
      vi.advanceTimersByTime(1)
    }
    const { response } = await double.streams.find(() => true, 3)
    response.writeHead(200).flushHeaders()
    await live()
  })

  test(`[E45] ${name}: a line that is cut is dropped, and the next connection brings the next posts`, async () => {
    const double = await httpDouble()
    const { posts, live, trouble } = read(open(double.base))
    const { response } = await double.streams.find(() => true)
    response.writeHead(200).flushHeaders()
    await live()
    response.write(message('one') + message('two').slice(0, 60))
    await posts.find(({ id }) => id === 'one')
    response.destroy()
    expect(await trouble()).toBe(`The connection to ${title} was cut; connecting again.`)
    vi.advanceTimersByTime(1000)
    const next = await double.streams.find(() => true, 1)
    next.response.writeHead(200)
    next.response.write(message('three'))
    await posts.find(({ id }) => id === 'three')
    expect(posts.all.map(({ id }) => id)).toEqual(['one', 'three'])
  })

  test(`[E45] ${name}: a service that restarts is found again`, async () => {
    const double = await httpDouble()
    const { statuses, posts, live, trouble } = read(open(double.base))
    const { response } = await double.streams.find(() => true)
    response.writeHead(200).flushHeaders()
    await live()
    double.server.close()
    double.server.closeAllConnections()
    await trouble()
    const before = statuses.all.length
    vi.advanceTimersByTime(1000)
    expect(await trouble(before)).toBe(`${title} cannot be reached: nothing answers there.`)
    double.server.listen(double.port, '127.0.0.1')
    await once(double.server, 'listening')
    vi.advanceTimersByTime(2000)
    const next = await double.streams.find(() => true, 1)
    next.response.writeHead(200)
    next.response.write(message('back'))
    await posts.find(({ id }) => id === 'back')
  })

  test(`[E40] ${name}: stopped, it closes its connection and opens no other`, async () => {
    const double = await httpDouble()
    const { stop, live } = read(open(double.base))
    const { response } = await double.streams.find(() => true)
    response.writeHead(200).flushHeaders()
    await live()
    stop()
    await once(response, 'close')
    await quiet()
    vi.advanceTimersByTime(10 * 60_000)
    await quiet()
    expect(double.streams.all).toHaveLength(1)
  })
}

test('[E46] x: the rules become those of the words; rules of others stay', async () => {
  const double = await httpDouble([
    { id: '1', value: 'websockets', tag: 'lectern' },
    { id: '2', value: 'old', tag: 'lectern' },
    { id: '3', value: 'theirs' },
  ])
  read(xFeed({ token: TOKEN, words: ['websockets', 'live demo', '#talk'], base: double.base }))
  await double.streams.find(() => true)
  const rules = '/2/tweets/search/stream/rules'
  const add = [
    { value: '"live demo"', tag: 'lectern' },
    { value: '#talk', tag: 'lectern' },
  ]
  expect(double.others).toEqual([
    { line: `GET ${rules}`, body: '' },
    { line: `POST ${rules}`, body: JSON.stringify({ delete: { ids: ['2'] } }) },
    { line: `POST ${rules}`, body: JSON.stringify({ add }) },
  ])
})

test('[E46] x: a place is the exact point, the place named, the profile or the text; else the post is left out', async () => {
  const double = await httpDouble()
  const { posts } = read(xFeed({ token: TOKEN, words: ['a'], base: double.base }))
  const { response } = await double.streams.find(() => true)
  response.writeHead(200)
  response.write(
    tweet('point', 'a', { geo: { place_id: 'pl1', coordinates: { type: 'Point', coordinates: [1, 2] } } }),
  )
  response.write(tweet('named', 'a', { geo: { place_id: 'pl1' } }))
  response.write(tweet('profile', 'a'))
  response.write(tweet('nowhere', 'a', { author_id: '8' }))
  response.write(tweet('text', 'Rain in Berlin', { author_id: '8' }))
  await posts.find(({ id }) => id === 'text')
  expect(posts.all.map(({ id, place, longitude, latitude }) => [id, place, longitude, latitude])).toEqual([
    ['point', 'Austin, TX', 1, 2],
    ['named', 'Austin, TX', -97.5, 30.5],
    ['profile', 'Portland', -122.68, 45.52],
    ['text', 'Berlin', 13.4, 52.52],
  ])
})

test('[E44] x: what X says in the stream before it ends it is heard', async () => {
  const double = await httpDouble()
  const { trouble } = read(xFeed({ token: TOKEN, words: ['a'], base: double.base }))
  const { response } = await double.streams.find(() => true)
  response.writeHead(200)
  const error = { title: 'operational-disconnect', disconnect_type: 'UpstreamOperationalDisconnect' }
  response.write(`${JSON.stringify({ errors: [error] })}\r\n`)
  expect(await trouble()).toBe('X has ended the stream; connecting again.')
})

test('[E46] mastodon: the words are those of the HTML, the place is that of the profile', async () => {
  const double = await httpDouble()
  const { posts } = read(mastodonFeed({ token: TOKEN, words: ['coffee'], base: double.base }))
  const { response } = await double.streams.find(() => true)
  response.writeHead(200)
  const html = '<p>Good <b>coffee</b> &amp; <a href="https://a.example">rain</a><br>again</p><p>bye</p>'
  response.write(status('other', '<p>tea in Berlin</p>'))
  response.write('event: delete\ndata: 12\n\n')
  response.write(status('one', html, [{ name: 'Location', value: '<span>Lisbon</span>, PT' }]))
  await posts.find(({ id }) => id === 'one')
  expect(posts.all).toMatchObject([{ text: 'Good coffee & rain again bye', place: 'Lisbon' }])
})

const commit = (rkey: string, text: string): string =>
  JSON.stringify({
    did: 'did:plc:abcdefghijklmnop',
    time_us: 1_700_000_000_000_000,
    kind: 'commit',
    commit: {
      rev: '3l',
      operation: 'create',
      collection: 'app.bsky.feed.post',
      rkey,
      cid: 'bafy',
      record: { $type: 'app.bsky.feed.post', createdAt: '2026-01-01T00:00:00Z', langs: ['en'], text },
    },
  })

/** Jetstream's double; `refuse` answers the handshake with this status instead. */
async function jetstream() {
  const sockets = happenings<{ socket: WebSocket; path: string }>()
  const answers: number[] = []
  const handshakes = happenings<string>()
  const server = createServer()
  const wss = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    handshakes.add(request.url ?? '')
    const refused = answers.shift()
    if (refused !== undefined)
      return void socket.end(`HTTP/1.1 ${refused} No\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
    wss.handleUpgrade(request, socket, head, (open) => {
      sockets.add({ socket: open, path: request.url ?? '' })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of wss.clients) socket.terminate()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { base: `ws://127.0.0.1:${port}`, port, sockets, answers, handshakes, server, wss }
}

test('[E40] bluesky: new posts with our words come, at the place that they name', async () => {
  const double = await jetstream()
  const { posts } = read(blueskyFeed({ words: ['coffee'], base: double.base }))
  const { socket, path } = await double.sockets.find(() => true)
  expect(path).toBe('/subscribe?wantedCollections=app.bsky.feed.post')
  socket.send(commit('a', 'Coffee in Seattle'))
  socket.send(commit('b', 'Tea in Seattle'))
  socket.send(commit('c', 'Coffee somewhere'))
  socket.send('{ "broken')
  socket.send(JSON.stringify({ did: 'x', time_us: 1, kind: 'identity', identity: {} }))
  socket.send(commit('d', 'Coffee').replace('"create"', '"delete"'))
  socket.send(commit('e', 'More coffee, Paris'))
  await posts.find(({ id }) => id.endsWith('/e'))
  expect(posts.all).toMatchObject([
    { text: 'Coffee in Seattle', place: 'Seattle', author: 'Bluesky' },
    { text: 'More coffee, Paris', place: 'Paris' },
  ])
})

test('[E41] bluesky: 30 s of silence end it, and it connects again', async () => {
  const double = await jetstream()
  const { live, trouble } = read(blueskyFeed({ words: [], base: double.base }))
  await live()
  vi.advanceTimersByTime(30_000)
  expect(await trouble()).toBe('Bluesky has been silent for 30 s; connecting again.')
  vi.advanceTimersByTime(1000)
  await double.sockets.find(() => true, 1)
})

test.each([
  [401, /does not accept the token/, 5 * 60_000],
  [429, /too many requests/, 60_000],
  [503, /is not available/, 1000],
])('[E42] bluesky: a handshake answered %i is tried again in good time', async (code, line, wait) => {
  const double = await jetstream()
  double.answers.push(code)
  const { trouble, live } = read(blueskyFeed({ words: [], base: double.base }))
  expect(await trouble()).toMatch(line)
  vi.advanceTimersByTime(wait - 1)
  await quiet()
  expect(double.handshakes.all).toHaveLength(1)
  vi.advanceTimersByTime(1)
  await live()
})

test('[E45] bluesky: a connection that is cut, and a service that restarts, are found again', async () => {
  const double = await jetstream()
  const { statuses, posts, live, trouble } = read(blueskyFeed({ words: [], base: double.base }))
  const first = await double.sockets.find(() => true)
  await live()
  double.server.close()
  first.socket.terminate()
  await trouble()
  const before = statuses.all.length
  vi.advanceTimersByTime(1000)
  expect(await trouble(before)).toBe('Bluesky cannot be reached: nothing answers there.')
  double.server.listen(double.port, '127.0.0.1')
  await once(double.server, 'listening')
  vi.advanceTimersByTime(2000)
  const { socket } = await double.sockets.find(() => true, 1)
  socket.send(commit('back', 'Hello Oslo'))
  await posts.find(({ place }) => place === 'Oslo')
})
