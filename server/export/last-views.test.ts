import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openMemoryLog } from '../log/memory.ts'
import { copyDatabase, lastViews } from './last-views.ts'

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'lectern-'))
  onTestFinished(() => rm(made, { recursive: true, force: true }))
  return made
}

test('[I6] only the views of features that the talk has used are exported', async () => {
  const log = openMemoryLog()
  expect(await lastViews(log, 'bread')).toEqual({})
  const by = 'participant-1'
  await log.append('bread', 0, [
    { at: 1, by, id: 'intent-1', event: { type: 'hand/raised' } },
    { at: 2, by, id: 'intent-2', event: { type: 'screen/blanked', blanked: true } },
  ])
  const shown = { hand: { count: 1 }, screen: { blanked: true, join: false } }
  expect(await lastViews(log, 'bread')).toEqual(shown)
  await log.append('bread', 2, [
    { at: 3, by, id: 'intent-3', event: { type: 'position/moved', h: 1, v: 0, f: -1 } },
  ])
  await log.begin('bread', await log.epoch('bread'), () => [])
  const { hand, position } = await lastViews(log, 'bread')
  expect({ hand, position }, 'the next run has not begun').toEqual({
    hand: shown.hand,
    position: { h: 1, v: 0, f: -1 },
  })
})

test('[I6] the database is copied with its write-ahead log, and nothing else of the folder', async () => {
  const data = await folder()
  expect(await copyDatabase(data)).toBeNull()
  expect(await copyDatabase(join(data, 'missing'))).toBeNull()
  for (const name of ['lectern.db', 'lectern.db-wal', 'lectern.db-shm', 'presenter-key'])
    await writeFile(join(data, name), name)
  const copy = await copyDatabase(data)
  onTestFinished(() => rm(copy!, { recursive: true, force: true }))
  expect((await readdir(copy!)).toSorted()).toEqual(['lectern.db', 'lectern.db-wal'])
  expect(await readFile(join(copy!, 'lectern.db-wal'), 'utf8')).toBe('lectern.db-wal')
})
