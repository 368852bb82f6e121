/** Runs the contract suite for the SQLite log, and tests its file and its owners. */
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { entriesOf, sqliteFile, TALK } from '../support/sqlite-file.ts'
import { logContract, move } from '../../server/log/contract.ts'
import { openSqliteLog } from '../../server/log/sqlite/log.ts'

logContract('sqlite', async (place, report) => (await openSqliteLog(join(place, 'lectern.db'), report)).log, {
  durable: true,
})

test('[L14] a closed log is a single file that only its owner can read', async () => {
  const { folder, file, open, filled } = sqliteFile()
  await filled()
  expect(readdirSync(join(folder, 'data'))).toEqual(['lectern.db'])
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const { log } = await open()
  await log.append(TALK, 500, [move(501)])
  for (const name of readdirSync(join(folder, 'data'))) {
    expect(statSync(join(folder, 'data', name)).mode & 0o077, name).toBe(0)
  }
})

test('[L15] a second owner of the file is refused in one line, until the first closes it', async () => {
  const { file, open } = sqliteFile()
  const { log } = await open()
  await log.append(TALK, 0, [move(1)])
  await expect(openSqliteLog(file)).rejects.toThrow(`Another Lectern is using ${file}: stop it first`)
  expect(await log.append(TALK, 1, [move(2)])).toHaveLength(1)
  await log.close()
  const { log: next } = await open()
  expect(await entriesOf(next)).toHaveLength(2)
})

test('[L16] a file of a newer version is refused and left unchanged', async () => {
  const { folder, file, filled, alter } = sqliteFile()
  await filled()
  await alter('PRAGMA user_version = 99')
  const before = readFileSync(file)
  await expect(openSqliteLog(file)).rejects.toThrow(/written by a newer Lectern \(version 99 /)
  expect(readFileSync(file)).toEqual(before)
  expect(readdirSync(join(folder, 'data'))).toEqual(['lectern.db'])
})

test("[L16] another program's database is refused and left unchanged", async () => {
  const { file, alter } = sqliteFile('other.db')
  await alter('CREATE TABLE theirs (x)')
  await expect(openSqliteLog(file)).rejects.toThrow('is a database of another program')
  expect(existsSync(file)).toBe(true)
})

test('[L7] an empty file is a new log', async () => {
  const { file, open } = sqliteFile('empty.db')
  writeFileSync(file, '')
  const { log, keptAside } = await open()
  expect(keptAside).toBeNull()
  expect(await log.append(TALK, 0, [move(1)])).toHaveLength(1)
})

test('[L4] a log that returns without its newest entries starts a new epoch', async () => {
  const { folder, file, open } = sqliteFile()
  const { log } = await open()
  const epoch = await log.epoch(TALK)
  await log.append(TALK, 0, [move(1)])
  const copy = join(folder, 'copy.db')
  copyFileSync(file, copy)
  const restored = await openSqliteLog(copy)
  onTestFinished(() => restored.log.close())
  expect(await restored.log.epoch(TALK)).not.toBe(epoch)
})

test('[L17] a write that fails is rejected and appends nothing, and the next may succeed', async () => {
  const { open } = sqliteFile()
  const { log } = await open()
  await log.append(TALK, 0, [move(1)])
  const bad = { ...move(3), by: undefined as unknown as string }
  await expect(log.append(TALK, 1, [move(2), bad])).rejects.toThrow()
  expect(await entriesOf(log)).toHaveLength(1)
  expect(await log.append(TALK, 1, [move(2)])).toHaveLength(1)
})

test('[T29] a long snapshot is written in short turns, with entries between them; if it is interrupted, the previous one stays', async () => {
  const { open } = sqliteFile()
  const { log } = await open()
  const before = { seq: 1, body: 'a'.repeat(2_000_000) }
  await log.append(TALK, 0, [move(1)])
  await log.saveSnapshot(TALK, before)
  let saved = false
  const saving = log.saveSnapshot(TALK, { seq: 2, body: 'b'.repeat(2_000_000) }).then(() => (saved = true))
  const interrupted = expect(saving).rejects.toThrow('The log is closed.')
  await nextTurn()
  expect(await log.append(TALK, 1, [move(2)])).toHaveLength(1)
  expect(saved).toBe(false)
  await log.close()
  await interrupted
  const { log: next } = await open()
  expect(await next.snapshot(TALK)).toEqual(before)
  expect(await entriesOf(next)).toHaveLength(2)
})
