/** Opens the database file of a log: locked for us alone, checked, of our version; a broken one is put aside. */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Salvaged } from './log.ts'
import { salvage, type EntryRow, type Salvage } from './salvage.ts'
import { loadSqlite, type Database } from './sqlite-driver.ts'

/** "Lctn", so that another program's database is not taken for ours. */
const APPLICATION = 0x4c63746e
const VERSION = 1
/** How long a server that is just going down may keep the file. */
const LOCK_WAIT_MS = 1000
/** A file up to this size is checked in well under a second. */
const CHECK_UP_TO_BYTES = 64 * 1024 * 1024

/** A number that is this far from all others is damage itself. */
const MOST_LOST = 100_000

const LOCKED = 5
const CORRUPT = 11
const NOT_A_DATABASE = 26

const SCHEMA = `
  CREATE TABLE talk (id TEXT PRIMARY KEY, epoch TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE entry (
    talk TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL, intent TEXT NOT NULL,
    event TEXT NOT NULL, PRIMARY KEY (talk, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE snapshot (talk TEXT PRIMARY KEY, seq INTEGER NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE life (running INTEGER NOT NULL) STRICT;
  INSERT INTO life VALUES (0);
  PRAGMA application_id = ${APPLICATION};
  PRAGMA user_version = ${VERSION};`

/** Damage inside the file, as opposed to a reason not to touch it. */
class Broken extends Error {}

/**
 * `keptAside` is the new name of a file that was broken, or null; then the new file holds what could be read
 * of it. Rejects with one readable line when the file is in use, of a newer version, not ours, or cannot be
 * written.
 */
export async function openFile(
  file: string,
): Promise<{ db: Database; keptAside: string | null; salvaged?: Salvaged }> {
  const { DatabaseSync } = await loadSqlite()
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const open = (): Database => {
    keepPrivate(file)
    const hadWal = existsSync(`${file}-wal`)
    const db = new DatabaseSync(file, { timeout: LOCK_WAIT_MS })
    try {
      prepare(db, file, hadWal)
      return db
    } catch (error) {
      db.close()
      throw readable(error, file)
    }
  }
  try {
    if (isLost(file)) throw new Broken('The file is gone, and the write-ahead log is not.')
    return { db: open(), keptAside: null }
  } catch (error) {
    if (!(error instanceof Broken)) throw error
    const keptAside = putAside(file)
    const db = open()
    return { db, keptAside, salvaged: restore(db, salvage(keptAside)) }
  }
}

/** SQLite would throw such a write-ahead log away. */
function isLost(file: string): boolean {
  const bytes = (path: string): number => (existsSync(path) ? statSync(path).size : 0)
  return bytes(file) === 0 && bytes(`${file}-wal`) > 0
}

/**
 * Writes what was read of a broken file into a new one, under the old numbers: entries speak of each other by
 * them. A gap is filled with entries that change nothing (rule T12).
 */
function restore(db: Database, { entries, snapshots }: Salvage): Salvaged {
  const insert = db.prepare('INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)')
  const insertSnapshot = db.prepare('INSERT INTO snapshot VALUES (?, ?, ?)')
  const salvaged: Salvaged = { entries: 0, lost: 0 }
  db.exec('BEGIN IMMEDIATE')
  for (const talk of new Set([...entries.keys(), ...snapshots.keys()])) {
    const rows = entries.get(talk) ?? new Map<number, EntryRow>()
    const numbers = [...rows.keys()].toSorted((a, b) => a - b).filter((seq, i) => seq - i <= MOST_LOST)
    const snapshot = snapshots.get(talk)
    const isSound = snapshot !== undefined && snapshot.seq <= (numbers.at(-1) ?? 0) + MOST_LOST
    if (isSound) insertSnapshot.run(talk, snapshot.seq, snapshot.body)
    const last = Math.max(numbers.at(-1) ?? 0, isSound ? snapshot.seq : 0)
    let at = 0
    for (let seq = 1; seq <= last; seq++) {
      const row = rows.get(seq)
      insert.run(...(row ?? [talk, seq, at, 'server', `lost-${seq}`, '{"type":"entry/lost"}']))
      salvaged[row ? 'entries' : 'lost'] += 1
      at = row?.[2] ?? at
    }
  }
  db.exec('COMMIT')
  return salvaged
}

/** Leaves one file without companions, and the lock to the next. */
export function closeFile(db: Database): void {
  try {
    db.exec('UPDATE life SET running = 0')
    // Statements that still wait for the garbage collector would keep the write-ahead log and the lock.
    db.exec('PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL; SELECT count(*) FROM life')
  } finally {
    db.close()
  }
}

function keepPrivate(file: string): void {
  closeSync(openSync(file, 'a', 0o600))
  if (statSync(file).mode & 0o077) chmodSync(file, 0o600)
}

/** Nothing is written before the file has proved to be a whole log of ours. */
function prepare(db: Database, file: string, hadWal: boolean): void {
  const ask = questions(db)
  // Exclusive before the first access: then the index of the write-ahead log lives in our memory, and the
  // lock goes with the process however it ends.
  db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT')
  const version = Number(ask('SELECT user_version FROM pragma_user_version'))
  const isNew = version === 0 && ask('SELECT count(*) FROM sqlite_schema') === 0
  if (!isNew) {
    if (ask('SELECT application_id FROM pragma_application_id') !== APPLICATION) {
      throw new Error(`${file} is a database of another program.`)
    }
    if (version > VERSION) {
      throw new Error(
        `${file} was written by a newer Lectern (version ${version} of the data, ${VERSION} here).`,
      )
    }
    if (statSync(file).size <= CHECK_UP_TO_BYTES) check(ask)
  }
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  if (isNew) db.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT`)

  // While a server runs there is always a write-ahead log. Marked as running and without it, somebody lost
  // or restored a part: every browser must start over.
  const lost = !hadWal && ask('SELECT running FROM life') === 1
  if (lost) db.exec('UPDATE talk SET epoch = lower(hex(randomblob(8)))')
  db.exec('UPDATE life SET running = 1; PRAGMA wal_checkpoint(TRUNCATE)')
}

function check(ask: Ask): void {
  const found = ask('SELECT quick_check FROM pragma_quick_check LIMIT 1')
  if (found !== 'ok') throw new Broken(String(found))
  const bad = ask(`SELECT count(*) FROM (SELECT 1 FROM entry GROUP BY talk
    HAVING count(*) <> max(seq) OR min(seq) <> 1 OR min(json_valid(event)) = 0)`)
  if (bad !== 0) throw new Broken('Entries are missing or cannot be read.')
}

/** The one value that a query gives. */
type Ask = (query: string) => unknown

/**
 * Asks through a function and not through prepared statements: those live until they are collected as
 * garbage, keep a closed file open, and would then delete the write-ahead log of its successor.
 */
function questions(db: Database): Ask {
  let told: unknown
  db.function('tell', (value: unknown) => {
    told = value
    return null
  })
  return (query) => {
    db.exec(`SELECT tell((${query}))`)
    return told
  }
}

function readable(error: unknown, file: string): unknown {
  const code = (error as { errcode?: number }).errcode
  if (code === undefined) return error
  const primary = code & 0xff
  if (primary === CORRUPT || primary === NOT_A_DATABASE) return new Broken(String(error), { cause: error })
  if (primary === LOCKED)
    return new Error(`Another Lectern is using ${file}: stop it first, or choose another data folder.`, {
      cause: error,
    })
  return new Error(`Cannot use ${file}: ${(error as Error).message}.`, { cause: error })
}

/** Renames the file and its companions, which belong together for whoever wants to repair it. */
function putAside(file: string): string {
  const aside = `${file}.broken-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
  for (const companion of ['', '-wal', '-shm', '-journal']) {
    if (existsSync(file + companion)) renameSync(file + companion, aside + companion)
  }
  return aside
}
