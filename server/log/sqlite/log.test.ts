/** Runs the contract suite for the SQLite log, and tests crashes, damage and two owners of one file. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { truncateSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Entry } from '../../../protocol/event.ts'
import { logContract, move } from '../contract.ts'
import { longEntries } from '../../../tests/support/long-entries.ts'
import type { TalkLog } from '../log.ts'
import { loadSqlite } from './driver.ts'
import { openSqliteLog } from './log.ts'

const TALK = 'a-talk'

// Starting a process can take long on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

logContract('sqlite', async (place, report) => (await openSqliteLog(join(place, 'lectern.db'), report)).log, {
  durable: true,
})

async function read(log: TalkLog): Promise<Entry[]> {
  const entries: Entry[] = []
  for await (const entry of log.read(TALK, 0)) entries.push(entry)
  return entries
}

describe('a log in a file', () => {
  let folder: string
  let file: string
  const opened: TalkLog[] = []

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lectern-log-'))
    file = join(folder, 'data', 'lectern.db')
  })
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((log) => log.close()))
    rmSync(folder, { recursive: true })
  })

  async function open() {
    const result = await openSqliteLog(file)
    opened.push(result.log)
    return result
  }

  /** A closed log of many entries, and its epoch. */
  async function filled(): Promise<string> {
    const { log } = await open()
    await log.append(
      TALK,
      0,
      Array.from({ length: 500 }, (_, i) => move(i)),
    )
    const epoch = await log.epoch(TALK)
    await log.close()
    return epoch
  }

  test('[L14] a closed log is a single file that only its owner can read', async () => {
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
    const { log } = await open()
    await log.append(TALK, 0, [move(1)])
    await expect(openSqliteLog(file)).rejects.toThrow(`Another Lectern is using ${file}: stop it first`)
    expect(await log.append(TALK, 1, [move(2)])).toHaveLength(1)
    await log.close()
    const { log: next } = await open()
    expect(await read(next)).toHaveLength(2)
  })

  test('[L16] a file of a newer version is refused and left unchanged', async () => {
    await filled()
    await alter('PRAGMA user_version = 99')
    const before = readFileSync(file)
    await expect(openSqliteLog(file)).rejects.toThrow(/written by a newer Lectern \(version 99 /)
    expect(readFileSync(file)).toEqual(before)
    expect(readdirSync(join(folder, 'data'))).toEqual(['lectern.db'])
  })

  test("[L16] another program's database is refused and left unchanged", async () => {
    file = join(folder, 'other.db')
    await alter('CREATE TABLE theirs (x)')
    await expect(openSqliteLog(file)).rejects.toThrow('is a database of another program')
    expect(existsSync(file)).toBe(true)
  })

  test('[L7] an empty file is a new log', async () => {
    file = join(folder, 'empty.db')
    writeFileSync(file, '')
    const { log, keptAside } = await open()
    expect(keptAside).toBeNull()
    expect(await log.append(TALK, 0, [move(1)])).toHaveLength(1)
  })

  /** What happens to the file, and the minimum number of its 500 entries that must be recovered. */
  const damages: [string, () => void | Promise<void>, number][] = [
    ['garbage', () => writeFileSync(file, 'This is no database. '.repeat(1000)), 0],
    ['a garbage header', () => overwrite(0, 100), 500],
    ['four bytes flipped in page 3', () => overwrite(4096 * 2 + 4, 4), 480],
    ['a file cut in half', () => truncateSync(file, Math.floor(statSync(file).size / 2)), 100],
    ['a file without its last page', () => truncateSync(file, statSync(file).size - 4096), 450],
    ['a file without its last 8 KB', () => truncateSync(file, statSync(file).size - 8192), 400],
    ['overwritten pages', () => overwrite(4096 * 5, 8192), 400],
    ['the root of all entries overwritten', () => overwrite(4096 * 2, 4096), 480],
    ['an overwritten schema', () => overwrite(100, 3000), 500],
    ['an entry that is gone', () => alter('DELETE FROM entry WHERE seq = 250'), 499],
    [
      'an entry that cannot be read',
      () => alter('UPDATE entry SET event = \'{"type":\' WHERE seq = 250'),
      499,
    ],
  ]
  test.each(damages)(
    '[L7] [F25] %s: the file is renamed, and what can be read continues under a new epoch',
    async (_what, damage, least) => {
      const epoch = await filled()
      await damage()
      const broken = readFileSync(file)
      const { log, keptAside, salvaged } = await open()
      expect(keptAside).toMatch(/lectern\.db\.broken-[\w-]+$/)
      expect(readFileSync(keptAside ?? '')).toEqual(broken)
      const entries = await read(log)
      const sound = entries.filter(({ id }) => !id.startsWith('lost-'))
      expect(salvaged).toEqual({ entries: sound.length, lost: entries.length - sound.length })
      expect(sound.length).toBeGreaterThanOrEqual(least)
      expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, i) => i + 1))
      for (const entry of sound) expect(entry).toEqual({ ...move(entry.seq - 1), seq: entry.seq })
      expect(await log.epoch(TALK)).not.toBe(epoch)
      expect(await log.append(TALK, entries.length, [move(1)])).toHaveLength(1)
    },
  )

  test('[L30] damage that a later read finds, in a file of any size, replaces the file at once: a new epoch, and both counts are reported', async () => {
    const told: unknown[] = []
    const opening = await openSqliteLog(file, (error) => told.push(error))
    opened.push(opening.log)
    const { log } = opening
    await log.epoch(TALK)
    await log.close()
    // Over 64 MiB, which is too much to check at each start.
    await alter(longEntries(TALK))
    expect(statSync(file).size).toBeGreaterThan(64 * 1024 * 1024)
    overwrite(4096 * 9000, 4096)

    Object.assign(opening, await openSqliteLog(file, (error) => told.push(error)))
    opened.push(opening.log)
    expect(opening.keptAside).toBeNull()
    const epoch = await opening.log.epoch(TALK)
    const epochs: string[] = []
    opening.log.onEpoch(TALK, (next) => epochs.push(next))
    const again: number[] = []
    opening.log.subscribe(TALK, 5000, (entries) => again.push(...entries.map(({ seq }) => seq)))
    expect((await read(opening.log)).map(({ seq }) => seq)).toEqual(
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
    expect((await read(opening.log)).length).toBe(5001)
  }, 120_000)

  test.each([
    ['the snapshot', 20_000],
    ['a snapshot in pieces', 300_000],
  ])('[L7] [F25] recovers a long entry and %s', async (_what, length) => {
    const { log } = await open()
    const event = { type: 'chat/said', text: 'long '.repeat(4000) } as const
    await log.append(TALK, 0, [move(1), { ...move(2), event }, move(3)])
    const snapshot = { seq: 3, body: JSON.stringify({ version: 1, text: 'x'.repeat(length) }) }
    await log.saveSnapshot(TALK, snapshot)
    await log.close()
    overwrite(0, 100)
    const again = await open()
    expect(again.salvaged).toEqual({ entries: 3, lost: 0 })
    expect((await read(again.log))[1]?.event).toEqual(event)
    expect(await again.log.snapshot(TALK)).toEqual(snapshot)
  })

  test('[L7] [F25] if the file is gone, the entries in its write-ahead log continue', async () => {
    const answered = await killWhileWriting(file, 300)
    unlinkSync(file)
    const { log, keptAside, salvaged } = await open()
    expect(existsSync(`${keptAside}-wal`)).toBe(true)
    expect(salvaged?.entries).toBeGreaterThanOrEqual(answered)
    expect((await read(log)).length).toBeGreaterThanOrEqual(answered)
  })

  test('[L7] damage after a crash: recovers entries that were not yet merged, and leaves the new log alone', async () => {
    await killWhileWriting(file, 300)
    overwrite(4096, 4096 * 3)
    const { log, keptAside } = await open()
    expect(keptAside).not.toBeNull()
    const { length } = await read(log)
    expect(await log.append(TALK, length, [move(1)])).toHaveLength(1)
    setFlagsFromString('--expose-gc')
    runInNewContext('gc')()
    await new Promise((resolve) => setImmediate(resolve))
    expect(existsSync(`${file}-wal`)).toBe(true)
    expect(await log.append(TALK, length + 1, [move(2)])).toHaveLength(1)
  })

  test('[L4] a log that returns without its newest entries starts a new epoch', async () => {
    const { log } = await open()
    const epoch = await log.epoch(TALK)
    await log.append(TALK, 0, [move(1)])
    const copy = join(folder, 'copy.db')
    copyFileSync(file, copy)
    file = copy
    const restored = await open()
    expect(await restored.log.epoch(TALK)).not.toBe(epoch)
  })

  test('[L2] kill -9 during appends loses no entry that was answered', async () => {
    const answered = await killWhileWriting(file, 300)
    const { log, keptAside } = await open()
    const entries = await read(log)
    expect(keptAside).toBeNull()
    expect(answered).toBeGreaterThanOrEqual(300)
    expect(entries.length).toBeGreaterThanOrEqual(answered)
    expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_, i) => i + 1))
    expect(entries.map((entry) => entry.id)).toEqual(entries.map((_, i) => `intent-${i + 1}`))
  })

  test('[L4] the epoch survives kill -9; a lost write-ahead log ends it', async () => {
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

  test('[L17] a write that fails is rejected and appends nothing, and the next may succeed', async () => {
    const { log } = await open()
    await log.append(TALK, 0, [move(1)])
    const bad = { ...move(3), by: undefined as unknown as string }
    await expect(log.append(TALK, 1, [move(2), bad])).rejects.toThrow()
    expect(await read(log)).toHaveLength(1)
    expect(await log.append(TALK, 1, [move(2)])).toHaveLength(1)
  })

  async function alter(sql: string): Promise<void> {
    const { DatabaseSync } = await loadSqlite()
    const db = new DatabaseSync(file)
    db.exec(sql)
    db.close()
  }

  function overwrite(from: number, bytes: number): void {
    const content = readFileSync(file)
    content.fill(0xa5, from, from + bytes)
    writeFileSync(file, content)
  }
})

/** Another process appends entries one by one and is killed after `count` answers. Returns the last number answered. */
async function killWhileWriting(file: string, count: number): Promise<number> {
  const script = `
    import { openSqliteLog } from ${JSON.stringify(new URL('./log.ts', import.meta.url).href)}
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
  const root = fileURLToPath(new URL('../../../', import.meta.url))
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
