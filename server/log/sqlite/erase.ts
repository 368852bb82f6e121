/** Deletes all rows of a run from the file. `secure_delete` is on, so SQLite also overwrites their bytes. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Database } from './driver.ts'

/** Entries per write, which blocks the event loop. */
const AT_ONCE = 1000

/**
 * The row of the run is deleted last. If the process ends before, the run is still listed with its first entries, and
 * can be deleted again. `step` does a write after checking that the disk can be trusted.
 */
export async function eraseRun(db: Database, key: string, step: (work: () => void) => void): Promise<void> {
  step(() => void db.prepare('DELETE FROM snapshot WHERE talk = ?').run(key))
  if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'snapshot_piece'").get())
    step(() => void db.prepare('DELETE FROM snapshot_piece WHERE talk = ?').run(key))
  // From the end, so that the numbers never have a gap.
  const newest = db.prepare('SELECT max(seq) AS seq FROM entry WHERE talk = ?')
  const erase = db.prepare('DELETE FROM entry WHERE talk = ? AND seq > ?')
  for (;;) {
    const { seq } = newest.get(key) as { seq: number | null }
    if (seq === null) break
    step(() => void erase.run(key, seq - AT_ONCE))
    await nextTurn()
  }
  step(() => void db.prepare('DELETE FROM talk WHERE id = ?').run(key))
  // The write-ahead log still contains the rows.
  step(() => db.exec('PRAGMA wal_checkpoint(TRUNCATE)'))
}
