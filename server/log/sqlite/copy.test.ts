import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { copyDatabase } from './copy.ts'

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'lectern-'))
  onTestFinished(() => rm(made, { recursive: true, force: true }))
  return made
}

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
