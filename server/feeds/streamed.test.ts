import { once } from 'node:events'
import { Writable } from 'node:stream'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { httpDouble, quiet, readFeed } from '../../tests/support/feed-doubles.ts'
import { createLogger } from '../ops/logger.ts'
import { createPosts } from './hub.ts'
import { mastodonFeed } from './mastodon.ts'
import { xFeed } from './x.ts'

const TOKEN = 'a-secret-token'
const BEGIN = Date.UTC(2026, 0, 1)

// Only our own timers are faked, because the sockets are real.
beforeEach(() => {
  vi.useFakeTimers({ now: BEGIN, toFake: ['setTimeout', 'clearTimeout', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

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

/** What the two HTTP services have in common. */
const STREAMED = [
  {
    name: 'x',
    open: (base: string) => xFeed({ token: TOKEN, words: ['websockets'], base }),
    path: /^\/2\/tweets\/search\/stream\?/,
    message: (id: string) => tweet(id, 'Hello from Austin'),
    heartbeat: '\r\n',
    reset: (ms: number): [string, string] => ['x-rate-limit-reset', String(ms / 1000)],
  },
  {
    name: 'mastodon',
    open: (base: string) => mastodonFeed({ token: TOKEN, words: [], base }),
    path: /^\/api\/v1\/streaming\/public$/,
    message: (id: string) => status(id, '<p>Hello from Austin</p>'),
    heartbeat: ':thump\n',
    reset: (ms: number): [string, string] => ['x-ratelimit-reset', new Date(ms).toISOString()],
  },
]

for (const { name, open, path, message, heartbeat, reset } of STREAMED) {
  test(`[E40] ${name}: posts arrive with their place, in whatever pieces they are sent`, async () => {
    const double = await httpDouble()
    const { posts, live } = readFeed(open(double.base))
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

  test(`[E41] ${name}: heartbeats keep it connected; after 30 s of silence it disconnects and connects again`, async () => {
    const double = await httpDouble()
    const { posts, statuses, live, trouble } = readFeed(open(double.base))
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
    expect(await trouble()).toEqual({ is: 'stalled', n: 30 })
    vi.advanceTimersByTime(1000)
    const second = await double.streams.find((asked) => asked !== first)
    second.response.writeHead(200).flushHeaders()
    await live(statuses.all.length)
  })

  test.each([
    [401, 'token'],
    [403, 'account'],
  ])(`[E42] ${name}: %i has a reason, and is not retried for five minutes`, async (code, is) => {
    const double = await httpDouble()
    const { trouble, statuses } = readFeed(open(double.base))
    const { response } = await double.streams.find(() => true)
    response.writeHead(code).end(JSON.stringify({ title: 'No', detail: TOKEN, status: code }))
    expect(await trouble()).toEqual({ is, n: code })
    vi.advanceTimersByTime(5 * 60_000 - 1)
    await quiet()
    expect(double.streams.all).toHaveLength(1)
    vi.advanceTimersByTime(1)
    await double.streams.find(() => true, 1)
    expect(JSON.stringify(statuses.all)).not.toContain(TOKEN)
  })

  test(`[E43] ${name}: after 429 it waits until the time that the response names`, async () => {
    const double = await httpDouble()
    const { trouble } = readFeed(open(double.base))
    const { response } = await double.streams.find(() => true)
    response.writeHead(429, Object.fromEntries([reset(BEGIN + 90_000)])).end('{}')
    expect(await trouble()).toEqual({ is: 'tooMany', n: 90 })
    vi.advanceTimersByTime(89_999)
    await quiet()
    expect(double.streams.all).toHaveLength(1)
    vi.advanceTimersByTime(1)
    await double.streams.find(() => true, 1)
  })

  test(`[E44] ${name}: after 503 it waits 1 s, 2 s, 4 s … and continues when the service is back`, async () => {
    const double = await httpDouble()
    const { statuses, live, trouble } = readFeed(open(double.base))
    for (const [n, wait] of [1000, 2000, 4000].entries()) {
      const before = statuses.all.length
      const { response } = await double.streams.find(() => true, n)
      response.writeHead(503).end('Service Unavailable')
      expect(await trouble(before)).toEqual({ is: 'unavailable', n: 503 })
      vi.advanceTimersByTime(wait - 1)
      await quiet()
      expect(double.streams.all).toHaveLength(n + 1)
      vi.advanceTimersByTime(1)
    }
    const { response } = await double.streams.find(() => true, 3)
    response.writeHead(200).flushHeaders()
    await live()
  })

  test(`[E45] ${name}: an incomplete line is dropped, and the next connection delivers the next posts`, async () => {
    const double = await httpDouble()
    const { posts, live, trouble } = readFeed(open(double.base))
    const { response } = await double.streams.find(() => true)
    response.writeHead(200).flushHeaders()
    await live()
    response.write(message('one') + message('two').slice(0, 60))
    await posts.find(({ id }) => id === 'one')
    response.destroy()
    expect(await trouble()).toEqual({ is: 'lost', n: 0 })
    vi.advanceTimersByTime(1000)
    const next = await double.streams.find(() => true, 1)
    next.response.writeHead(200)
    next.response.write(message('three'))
    await posts.find(({ id }) => id === 'three')
    expect(posts.all.map(({ id }) => id)).toEqual(['one', 'three'])
  })

  test(`[E45] ${name}: reconnects to a service that restarts`, async () => {
    const double = await httpDouble()
    const { statuses, posts, live, trouble } = readFeed(open(double.base))
    const { response } = await double.streams.find(() => true)
    response.writeHead(200).flushHeaders()
    await live()
    double.server.close()
    double.server.closeAllConnections()
    await trouble()
    const before = statuses.all.length
    vi.advanceTimersByTime(1000)
    expect(await trouble(before)).toEqual({ is: 'closed', n: 0 })
    double.server.listen(double.port, '127.0.0.1')
    await once(double.server, 'listening')
    vi.advanceTimersByTime(2000)
    const next = await double.streams.find(() => true, 1)
    next.response.writeHead(200)
    next.response.write(message('back'))
    await posts.find(({ id }) => id === 'back')
  })

  test(`[E40] ${name}: after a stop, it closes its connection and opens no other`, async () => {
    const double = await httpDouble()
    const { stop, live } = readFeed(open(double.base))
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

test('[E46] x: sets the rules for our words, and leaves rules of others unchanged', async () => {
  const double = await httpDouble([
    { id: '1', value: 'websockets', tag: 'lectern' },
    { id: '2', value: 'old', tag: 'lectern' },
    { id: '3', value: 'theirs' },
  ])
  readFeed(xFeed({ token: TOKEN, words: ['websockets', 'live demo', '#talk'], base: double.base }))
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

test('[E46] x: the place is the exact point, the named place, the profile or the text; otherwise the post is left out', async () => {
  const double = await httpDouble()
  const { posts } = readFeed(xFeed({ token: TOKEN, words: ['a'], base: double.base }))
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

test('[E44] x: an error that X sends in the stream before it ends is reported', async () => {
  const double = await httpDouble()
  const { trouble } = readFeed(xFeed({ token: TOKEN, words: ['a'], base: double.base }))
  const { response } = await double.streams.find(() => true)
  response.writeHead(200)
  const error = { title: 'operational-disconnect', disconnect_type: 'UpstreamOperationalDisconnect' }
  response.write(`${JSON.stringify({ errors: [error] })}\r\n`)
  expect(await trouble()).toEqual({ is: 'ended', n: 0 })
})

test('[E46] mastodon: the words come from the HTML text, the place from the profile', async () => {
  const double = await httpDouble()
  const { posts } = readFeed(mastodonFeed({ token: TOKEN, words: ['coffee'], base: double.base }))
  const { response } = await double.streams.find(() => true)
  response.writeHead(200)
  const html = '<p>Good <b>coffee</b> &amp; <a href="https://a.example">rain</a><br>again</p><p>bye</p>'
  response.write(status('other', '<p>tea in Berlin</p>'))
  response.write('event: delete\ndata: 12\n\n')
  response.write(status('one', html, [{ name: 'Location', value: '<span>Lisbon</span>, PT' }]))
  await posts.find(({ id }) => id === 'one')
  expect(posts.all).toMatchObject([{ text: 'Good coffee & rain again bye', place: 'Lisbon' }])
})

test('[E49] tokens and authors are never logged; an error is logged once', async () => {
  let log = ''
  const to = new Writable({ write: (piece, _, done) => ((log += String(piece)), done()) })
  const double = await httpDouble()
  const feed = mastodonFeed({ token: TOKEN, words: [], base: double.base })
  const posts = createPosts({ feed, logger: createLogger('trace', to) })
  onTestFinished(() => posts.close())
  const first = await new Promise<string>((resolve) => {
    posts.onPosts(([post]) => resolve(post?.author ?? ''))
    posts.read()
    void double.streams.find(() => true).then(({ response }) => response.end(status('one', 'Hello Oslo')))
  })
  expect(first).toBe('Amber Otter')
  while (!log.includes('has ended the connection')) await quiet()
  vi.advanceTimersByTime(1000)
  const { response } = await double.streams.find(() => true, 1)
  response.writeHead(401).end(JSON.stringify({ error: `The token ${TOKEN} was revoked` }))
  while (!log.includes('401')) await quiet()
  expect(log).toContain('"feed":"mastodon"')
  for (const secret of [TOKEN, 'Amber', 'Hello', 'Bearer']) expect(log).not.toContain(secret)
})
