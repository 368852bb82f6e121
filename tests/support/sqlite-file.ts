/** A SQLite log in a temporary folder of one test, and what may happen to its file. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Entry } from '../../protocol/event.ts'
import { move } from '../../server/log/contract.ts'
import type { Report, TalkLog } from '../../server/log/log.ts'
import { loadSqlite } from '../../server/log/sqlite/driver.ts'
import { openSqliteLog } from '../../server/log/sqlite/log.ts'

export const TALK = 'a-talk'

export function sqliteFile(name = 'data/lectern.db') {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-log-'))
  const file = join(folder, name)
  const opened: TalkLog[] = []
  onTestFinished(async () => {
    await Promise.all(opened.map((log) => log.close()))
    rmSync(folder, { recursive: true })
  })

  async function open(report?: Report) {
    const result = await openSqliteLog(file, report)
    opened.push(result.log)
    return result
  }

  return {
    folder,
    file,
    open,
    /** A closed log of 500 entries, and its epoch. */
    async filled(): Promise<string> {
      const { log } = await open()
      await log.append(
        TALK,
        0,
        Array.from({ length: 500 }, (_, i) => move(i)),
      )
      const epoch = await log.epoch(TALK)
      await log.close()
      return epoch
    },
    async alter(sql: string): Promise<void> {
      const { DatabaseSync } = await loadSqlite()
      const db = new DatabaseSync(file)
      db.exec(sql)
      db.close()
    },
    overwrite(from: number, bytes: number): void {
      writeFileSync(file, readFileSync(file).fill(0xa5, from, from + bytes))
    },
  }
}

export async function entriesOf(log: TalkLog): Promise<Entry[]> {
  const entries: Entry[] = []
  for await (const entry of log.read(TALK, 0)) entries.push(entry)
  return entries
}
