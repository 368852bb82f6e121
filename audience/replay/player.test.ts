/** Tests for the player: a jump and playing lead to the same views. */
import { expect, test } from 'vitest'
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
