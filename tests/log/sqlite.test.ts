/** Tests for the SQLite log: after its process was killed, in a file too long to be checked at start, on a full disk. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, statSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, onTestFinished, test } from 'vitest'
import { move } from '../../server/log/contract.ts'
import { openSqliteLog } from '../../server/log/sqlite/log.ts'
import { longEntries } from '../support/long-entries.ts'
import { fill, smallDisk } from '../support/small-disk.ts'
import { entriesOf, sqliteFile, TALK } from '../support/sqlite-file.ts'

test('[L2] kill -9 during appends loses no entry that was answered', async () => {
  const { file, open } = sqliteFile()
  const answered = await killWhileWriting(file, 300)
  const { log, keptAside } = await open()
  const entries = await entriesOf(log)
  expect(keptAside).toBeNull()
  expect(answered).toBeGreaterThanOrEqual(300)
  expect(entries.length).toBeGreaterThanOrEqual(answered)
  expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_, i) => i + 1))
  expect(entries.map((entry) => entry.id)).toEqual(entries.map((_, i) => `intent-${i + 1}`))
})

test('[L4] the epoch survives kill -9; a lost write-ahead log ends it', async () => {
  const { file, open } = sqliteFile()
  await killWhileWriting(file, 20)
  const { log } = await open()
  const epoch = await log.epoch(TALK)
  await log.close()
  await killWhileWriting(file, 20)
  const second = await open()
  expect(await second.log.epoch(TALK)).toBe(epoch)
  await second.log.close()
  await killWhileWriting(file, 20)
  unlinkSync(`${file}-wal`)
  const third = await open()
  expect(await third.log.epoch(TALK)).not.toBe(epoch)
})

test('[L7] [F25] if the file is gone, the entries in its write-ahead log continue', async () => {
  const { file, open } = sqliteFile()
  const answered = await killWhileWriting(file, 300)
  unlinkSync(file)
  const { log, keptAside, salvaged } = await open()
  expect(existsSync(`${keptAside}-wal`)).toBe(true)
  expect(salvaged?.entries).toBeGreaterThanOrEqual(answered)
  expect((await entriesOf(log)).length).toBeGreaterThanOrEqual(answered)
})

test('[L7] damage after a crash: recovers entries that were not yet merged, and leaves the new log alone', async () => {
  const { file, open, overwrite } = sqliteFile()
  await killWhileWriting(file, 300)
  overwrite(4096, 4096 * 3)
  const { log, keptAside } = await open()
  expect(keptAside).not.toBeNull()
  const { length } = await entriesOf(log)
  expect(await log.append(TALK, length, [move(1)])).toHaveLength(1)
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  await new Promise((resolve) => setImmediate(resolve))
  expect(existsSync(`${file}-wal`)).toBe(true)
  expect(await log.append(TALK, length + 1, [move(2)])).toHaveLength(1)
})

test('[L30] damage that a later read finds, in a file of any size, replaces the file at once: a new epoch, and both counts are reported', async () => {
  const { folder, file, open, alter, overwrite } = sqliteFile()
  const told: unknown[] = []
  const { log } = await open()
  await log.epoch(TALK)
  await log.close()
  // Over 64 MiB, which is too much to check at each start.
  await alter(longEntries(TALK))
  expect(statSync(file).size).toBeGreaterThan(64 * 1024 * 1024)
  overwrite(4096 * 9000, 4096)

  const opening = await open((error) => told.push(error))
  expect(opening.keptAside).toBeNull()
  const epoch = await opening.log.epoch(TALK)
  const epochs: string[] = []
  opening.log.onEpoch(TALK, (next) => epochs.push(next))
  const again: number[] = []
  opening.log.subscribe(TALK, 5000, (entries) => again.push(...entries.map(({ seq }) => seq)))
  expect((await entriesOf(opening.log)).map(({ seq }) => seq)).toEqual(
    Array.from({ length: 5000 }, (_, i) => i + 1),
  )
  expect(epochs).toEqual([await opening.log.epoch(TALK)])
  expect(epochs).not.toContain(epoch)
  expect(told).toEqual([
    expect.objectContaining({ message: expect.stringMatching(/4999 entries were recovered, 1 /) }),
  ])
  expect(readdirSync(join(folder, 'data')).some((name) => name.includes('.broken-'))).toBe(true)
  // Earlier subscribers start over.
  expect(await opening.log.append(TALK, 5000, [move(1)])).toHaveLength(1)
  expect(again).toEqual([])
  expect((await entriesOf(opening.log)).length).toBe(5001)
})

/** Another process appends entries one by one and is killed after `count` answers. Returns the last number answered. */
async function killWhileWriting(file: string, count: number): Promise<number> {
  const script = `
    import { openSqliteLog } from ${JSON.stringify(new URL('../../server/log/sqlite/log.ts', import.meta.url).href)}
    import { writeSync } from 'node:fs'
    const { log } = await openSqliteLog(${JSON.stringify(file)})
    let last = 0
    for await (const entry of log.read('${TALK}', 0)) last = entry.seq
    await log.epoch('${TALK}')
    for (;;) {
      const event = { type: 'position/moved', h: last, v: 0, f: -1 }
      await log.append('${TALK}', last, [{ at: 1, by: 'device-1', id: 'intent-' + (last + 1), event }])
      last += 1
      writeSync(1, last + '\\n')
    }`
  const root = fileURLToPath(new URL('../../', import.meta.url))
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = once(child, 'exit')
  let answered = 0
  let seen = 0
  for await (const line of createInterface(child.stdout)) {
    answered = Number(line)
    seen += 1
    if (seen === count) child.kill('SIGKILL')
  }
  await exit
  return answered
}

test('[L31] a log on a full disk can be read, its appends reject, and the first one that finds space is stored', async () => {
  const data = await smallDisk()
  const file = join(data, 'lectern.db')
  const { log: before } = await openSqliteLog(file)
  expect(await before.append(TALK, 0, [move(1)])).toHaveLength(1)
  await before.close()
  const free = fill(data)
  const { log, writable } = await openSqliteLog(file)
  onTestFinished(() => log.close())
  expect(writable).toBe(false)
  await expect(log.append(TALK, 1, [move(2)])).rejects.toThrow(/full/)
  expect(await entriesOf(log)).toHaveLength(1)
  free()
  expect(await log.append(TALK, 1, [move(2)])).toHaveLength(1)
  expect(await entriesOf(log)).toHaveLength(2)
})
