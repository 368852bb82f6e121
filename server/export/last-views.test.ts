import { expect, test } from 'vitest'
import { EMPTY, evolve } from '../../protocol/state.ts'
import { openMemoryLog } from '../log/memory.ts'
import { writeSnapshot } from '../talk/snapshot.ts'
import { lastViews } from './last-views.ts'
import { makeReport } from './make-report.ts'
import type { GivenTalk } from './read-entries.ts'

const by = 'participant-1'

test('[I6] only the views of features that the talk has used are exported', async () => {
  const log = openMemoryLog()
  expect(await lastViews({ log, talk: 'bread', run: null })).toBeNull()
  await log.append('bread', 0, [
    { at: 1, by, id: 'intent-1', event: { type: 'hand/raised' } },
    { at: 2, by, id: 'intent-2', event: { type: 'screen/blanked', blanked: true } },
  ])
  const shown = { hand: { count: 1 }, screen: { blanked: true, join: false } }
  expect(await lastViews({ log, talk: 'bread', run: null })).toEqual(shown)
  await log.append('bread', 2, [
    { at: 3, by, id: 'intent-3', event: { type: 'position/moved', h: 1, v: 0, f: -1 } },
  ])
  await log.begin('bread', await log.epoch('bread'), () => [
    { at: 4, by, id: 'intent-4', event: { type: 'screen/join-shown', shown: true } },
  ])
  const newest = await lastViews({ log, talk: 'bread', run: null })
  expect(newest, 'the next run has not begun').toEqual({
    ...(await lastViews({ log, talk: 'bread', run: 1 })),
  })
  expect(newest).toMatchObject({ hand: shown.hand, position: { h: 1, v: 0, f: -1 } })
  expect(await lastViews({ log, talk: 'bread', run: 2 })).toMatchObject({ screen: { join: true } })
  expect(await lastViews({ log, talk: 'bread', run: 3 })).toBeNull()
})

test('[I6] [W1] a log without its first entries is read from the snapshot', async () => {
  const log = openMemoryLog()
  const votes = Array.from({ length: 9 }, (_, i) => `participant-${i}`)
  await log.append(
    'bread',
    0,
    votes.map((person, i) => ({ at: i, by: person, id: `intent-${i}`, event: { type: 'hand/raised' } })),
  )
  let state = EMPTY
  for await (const entry of log.read('bread', 0)) if (entry.seq <= 6) state = evolve(state, entry)
  await log.saveSnapshot('bread', await writeSnapshot(state, new Map()))
  const trimmed: GivenTalk['log'] = {
    ...log,
    read: (talk) => log.read(talk, 4),
    async *readRun(talk, run) {
      for await (const entry of log.readRun(talk, run)) if (entry.seq > 4) yield entry
    },
  }
  for (const run of [null, 1]) {
    const given = { log: trimmed, talk: 'bread', run }
    expect(await lastViews(given)).toMatchObject({ hand: { count: 9 } })
    expect((await makeReport(given, null))?.figures).toEqual(
      (await makeReport({ ...given, log }, null))?.figures,
    )
  }
})
