/** Tests for the player: a jump and playing lead to the same views. */
import { expect, test } from 'vitest'
import type { PostsNews } from '../../protocol/post.ts'
import type { Change, Recording } from '../../protocol/replay/recording.ts'
import { createPlayer } from './player.ts'
import { replayConnection } from './connection.ts'

const line = (id: number) => ({
  id,
  kind: 'said',
  author: 1,
  name: 'Ada',
  text: `line ${id}`,
  at: id,
  hidden: false,
})

const CHANGES: Change[] = [
  [0, 'position', { h: 0, v: 0, f: -1 }, 1],
  [0, 'chat', { items: [], earlier: false, speakers: [] }, 1],
  ...Array.from({ length: 900 }, (_, i): Change => [100 + i, 'chat', { items: [line(i + 1)] }]),
  [300, 'position', { h: 1, v: 0, f: -1 }, 1],
  [350, 'bursts', { '👏': 3 }],
].toSorted((a, b) => Number(a[0]) - Number(b[0])) as Change[]
const RECORDING: Recording = { startedAt: 0, lengthMs: 2000, marks: [], changes: CHANGES }

test('[W23] playing, and a jump in any direction, show the same', () => {
  const replay = replayConnection()
  const player = createPlayer(RECORDING, replay)
  const shown = (): unknown => {
    const { position, chat } = replay.connection.store.view
    return { position, newest: chat?.items.at(-1)?.id, count: Math.min(50, chat?.items.length ?? -1) }
  }
  player.show(0, true)
  const seen = new Map<number, unknown>()
  for (let ms = 0; ms <= 1100; ms += 50) {
    player.show(ms)
    seen.set(ms, shown())
  }
  for (const ms of [1100, 0, 350, 100, 50, 900, 500, 1000]) {
    player.show(ms, true)
    expect(shown(), `at ${ms}`).toEqual(seen.get(ms))
  }
  player.show(150)
  expect(shown()).toEqual(seen.get(150))
})

test('[W23] reactions are shown while it plays, and not by a jump', () => {
  const replay = replayConnection()
  const heard: unknown[] = []
  replay.connection.listen('bursts', (counts) => heard.push(counts))
  const player = createPlayer(RECORDING, replay)
  player.show(900, true)
  player.show(0, true)
  expect(heard).toEqual([])
  player.show(360)
  expect(heard).toEqual([{ '👏': 3 }])
})

test('[W23] nothing can be sent to a replay', async () => {
  const { connection } = replayConnection()
  expect(await connection.send({ id: 'an-intent', type: 'hand/raise' })).toMatchObject({ ok: false })
})

test('[W23] [W27] a map that is shown after a jump has the posts until then, and none after the stream was switched off', () => {
  const feed = (state: 'live' | 'off') => ({ name: 'x', state, trouble: null })
  const post = (id: number) => ({
    id: String(id),
    at: id,
    author: '',
    text: '',
    place: '',
    longitude: 0,
    latitude: 0,
  })
  const stream = Array.from({ length: 300 }, (_, i): Change => [
    i * 10,
    'stream',
    { posts: [post(i)], rate: 1, feed: feed('live') },
  ])
  const changes: Change[] = [...stream, [3000, 'stream', { posts: [], rate: 0, feed: feed('off') }]]
  const replay = replayConnection()
  const player = createPlayer({ startedAt: 0, lengthMs: 4000, marks: [], changes }, replay)
  const shown = (): [number | undefined, string | undefined] => {
    let seen: PostsNews | undefined
    replay.connection.listen('stream', (news) => (seen = news))()
    return [seen?.posts.length, seen?.posts.at(-1)?.id]
  }
  player.show(0, true)
  expect(shown()).toEqual([1, '0'])
  const played = [100, 1000, 2995, 3000].map((ms) => (player.show(ms), shown()))
  expect(played).toEqual([
    [11, '10'],
    [50, '100'],
    [50, '299'],
    [0, undefined],
  ])
  expect([3000, 100, 2995, 1000].map((ms) => (player.show(ms, true), shown()))).toEqual([
    [0, undefined],
    [11, '10'],
    [50, '299'],
    [50, '100'],
  ])
})
