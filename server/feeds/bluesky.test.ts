import { once } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { jetstream, quiet, readFeed } from '../../tests/support/feed-doubles.ts'
import { blueskyFeed } from './bluesky.ts'

const BEGIN = Date.UTC(2026, 0, 1)

// Only our own timers are faked, because the sockets are real.
beforeEach(() => {
  vi.useFakeTimers({ now: BEGIN, toFake: ['setTimeout', 'clearTimeout', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
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

test('[E40] bluesky: new posts with our words arrive, at the place that they name', async () => {
  const double = await jetstream()
  const { posts } = readFeed(blueskyFeed({ words: ['coffee'], base: double.base }))
  const { socket, path } = await double.sockets.find(() => true)
  expect(path).toBe('/subscribe?wantedCollections=app.bsky.feed.post')
  socket.send(commit('a', 'Coffee in Seattle'))
  socket.send(commit('b', 'Tea in Seattle'))
  socket.send(commit('c', 'Coffee somewhere'))
  socket.send('{ "broken')
  socket.send(JSON.stringify({ did: 'x', time_us: 1, kind: 'identity', identity: {} }))
  socket.send(commit('d', 'Coffee').replace('"create"', '"delete"'))
  socket.send(commit('e', 'More coffee, Paris'))
  await posts.find(({ id }) => id === 'e')
  expect(posts.all).toMatchObject([
    { text: 'Coffee in Seattle', place: 'Seattle', author: 'Bluesky' },
    { text: 'More coffee, Paris', place: 'Paris' },
  ])
})

test('[E41] bluesky: after 30 s of silence it disconnects and connects again', async () => {
  const double = await jetstream()
  const { live, trouble } = readFeed(blueskyFeed({ words: [], base: double.base }))
  await live()
  vi.advanceTimersByTime(30_000)
  expect(await trouble()).toEqual({ is: 'stalled', n: 30 })
  vi.advanceTimersByTime(1000)
  await double.sockets.find(() => true, 1)
})

test.each([
  [401, { is: 'token', n: 401 }, 5 * 60_000],
  [429, { is: 'tooMany', n: 60 }, 60_000],
  [503, { is: 'unavailable', n: 503 }, 1000],
])('[E42] bluesky: a handshake answered with %i is retried after the right time', async (code, why, wait) => {
  const double = await jetstream()
  double.answers.push(code)
  const { trouble, live } = readFeed(blueskyFeed({ words: [], base: double.base }))
  expect(await trouble()).toEqual(why)
  vi.advanceTimersByTime(wait - 1)
  await quiet()
  expect(double.handshakes.all).toHaveLength(1)
  vi.advanceTimersByTime(1)
  await live()
})

test('[E45] bluesky: reconnects after a lost connection and after a restart of the service', async () => {
  const double = await jetstream()
  const { statuses, posts, live, trouble } = readFeed(blueskyFeed({ words: [], base: double.base }))
  const first = await double.sockets.find(() => true)
  await live()
  double.server.close()
  first.socket.terminate()
  await trouble()
  const before = statuses.all.length
  vi.advanceTimersByTime(1000)
  expect(await trouble(before)).toEqual({ is: 'closed', n: 0 })
  double.server.listen(double.port, '127.0.0.1')
  await once(double.server, 'listening')
  vi.advanceTimersByTime(2000)
  const { socket } = await double.sockets.find(() => true, 1)
  socket.send(commit('back', 'Hello Oslo'))
  await posts.find(({ place }) => place === 'Oslo')
})
