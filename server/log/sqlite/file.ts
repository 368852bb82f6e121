/** Opens a log's database file: locked, checked and of our version; a damaged file is replaced. */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Salvaged } from '../log.ts'
import { salvage, type EntryRow, type Salvage } from './salvage.ts'
import type { Database, Sqlite } from './driver.ts'

/** "Lctn", which tells our files from other programs' databases. */
const APPLICATION = 0x4c63746e
const VERSION = 1
/** How long to wait for a server that is shutting down and still holds the file. */
const LOCK_WAIT_MS = 1000
/** A file up to this size is checked in well under a second. */
const CHECK_UP_TO_BYTES = 64 * 1024 * 1024

/** A number further than this from all others is itself damaged. */
const MOST_LOST = 100_000

const LOCKED = 5
const CORRUPT = 11
const FULL = 13
const NOT_A_DATABASE = 26

const TABLES = {
  talk: '(id TEXT PRIMARY KEY, epoch TEXT NOT NULL) STRICT, WITHOUT ROWID',
  entry: `(
    talk TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL, intent TEXT NOT NULL,
    event TEXT NOT NULL, PRIMARY KEY (talk, seq)
  ) STRICT, WITHOUT ROWID`,
  snapshot: '(talk TEXT PRIMARY KEY, seq INTEGER NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID',
  life: '(running INTEGER NOT NULL) STRICT',
}
const create = (where: string): string =>
  Object.entries(TABLES)
    .map(([name, columns]) => `CREATE TABLE ${where}.${name} ${columns};`)
    .join('\n')

/** Empty tables in memory, in place of those for which a full disk has no space. */
const STAND_IN = create('temp')
const NO_STAND_IN = Object.keys(TABLES)
  .map((name) => `DROP TABLE temp.${name};`)
  .join('\n')

const SCHEMA = `
  ${create('main')}
  INSERT INTO main.life VALUES (0);
  PRAGMA application_id = ${APPLICATION};
  PRAGMA user_version = ${VERSION};`

/** The name of the database in the data folder. */
export const DATABASE = 'lectern.db'

/** Damage inside the file, as opposed to a file that must not be touched. */
export class Broken extends Error {}

const COMPANIONS = ['', '-wal', '-shm', '-journal']

export interface OpenedFile {
  db: Database
  /** The new name of a damaged file, or null. */
  keptAside: string | null
  /** What was recovered from it. */
  salvaged?: Salvaged
  /** Set while the disk is full and the file can only be read. Prepares the file for writing, or throws again. */
  makeReady: (() => void) | null
}

/**
 * A damaged file is renamed, and a new one continues with everything that could be read. Throws a one-line message if
 * the file is in use, of a newer version, not ours, or cannot be opened.
 */
export function openFile(sqlite: Sqlite, file: string): OpenedFile {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const open = (): Pick<OpenedFile, 'db' | 'makeReady'> => {
    keepPrivate(file)
    const hadWal = existsSync(`${file}-wal`)
    const db = new sqlite.DatabaseSync(file, { timeout: LOCK_WAIT_MS })
    try {
      return { db, makeReady: prepare(db, file, hadWal) }
    } catch (error) {
      db.close()
      throw readable(error, file)
    }
  }
  try {
    if (isLost(file)) throw new Broken('The file is gone, but its write-ahead log is there.')
    return { ...open(), keptAside: null }
  } catch (error) {
    if (!(error instanceof Broken)) throw error
    const replaced = replaceBroken(sqlite, file)
    return { ...open(), ...replaced }
  }
}

/** Whether an error from SQLite, or from parsing its rows, means damage inside the file. */
export function isDamage(error: unknown): boolean {
  return error instanceof Broken || [CORRUPT, NOT_A_DATABASE].includes(primaryCode(error))
}

/** Whether SQLite could not write because the disk is full. */
export function isFull(error: unknown): boolean {
  return primaryCode(error) === FULL
}

/**
 * Replaces a damaged file with a new one that contains everything that could be read. `letGo` closes the damaged file
 * when the new one is complete. If that fails, the damaged file stays as it is.
 */
export function replaceBroken(
  sqlite: Sqlite,
  file: string,
  letGo = (): void => {},
): { keptAside: string; salvaged: Salvaged } {
  const fresh = `${file}.salvaged`
  for (const companion of COMPANIONS) rmSync(fresh + companion, { force: true })
  keepPrivate(fresh)
  const db = new sqlite.DatabaseSync(fresh)
  let salvaged: Salvaged
  try {
    db.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT`)
    salvaged = restore(db, salvage(file))
    letGo()
  } catch (error) {
    db.close()
    rmSync(fresh)
    throw readable(error, fresh)
  }
  db.close()
  const keptAside = putAside(file)
  renameSync(fresh, file)
  return { keptAside, salvaged }
}

/** SQLite would delete such a write-ahead log. */
function isLost(file: string): boolean {
  const bytes = (path: string): number => (existsSync(path) ? statSync(path).size : 0)
  return bytes(file) === 0 && bytes(`${file}-wal`) > 0
}

/**
 * Writes the recovered entries into a new file under their old numbers, because entries refer to each other by
 * number. Gaps are filled with entries that change nothing (rule T12).
 */
function restore(db: Database, { entries, snapshots }: Salvage): Salvaged {
  const insert = db.prepare('INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)')
  const insertTalk = db.prepare('INSERT INTO talk VALUES (?, lower(hex(randomblob(8))))')
  const insertSnapshot = db.prepare('INSERT INTO snapshot VALUES (?, ?, ?)')
  const salvaged: Salvaged = { entries: 0, lost: 0 }
  db.exec('BEGIN IMMEDIATE')
  for (const talk of new Set([...entries.keys(), ...snapshots.keys()])) {
    // The keys of the runs tell which one is current.
    insertTalk.run(talk)
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

/** Leaves a single file, and releases the lock. */
export function closeFile(db: Database): void {
  try {
    db.exec('UPDATE life SET running = 0')
    mergeFile(db)
  } finally {
    db.close()
  }
}

/** Statements that are not yet garbage-collected would keep the write-ahead log and the lock. */
export function mergeFile(db: Database): void {
  db.exec('PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL; SELECT count(*) FROM life')
}

function keepPrivate(file: string): void {
  closeSync(openSync(file, 'a', 0o600))
  if (statSync(file).mode & 0o077) chmodSync(file, 0o600)
}

/**
 * Writes nothing before the file is known to be a complete log of ours. If the disk is full, returns what must be
 * done before the first write; until then, an empty file reads as an empty log.
 */
function prepare(db: Database, file: string, hadWal: boolean): (() => void) | null {
  const ask = questions(db)
  // Exclusive before the first access: the index of the write-ahead log is then in our memory, and the lock ends with
  // the process, however it ends.
  db.exec('PRAGMA locking_mode = EXCLUSIVE')
  // Any transaction would write to an empty file, for which a full disk has no space.
  if (statSync(file).size === 0) db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE; ROLLBACK')
  else db.exec('BEGIN EXCLUSIVE; COMMIT')
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
  // A running server always has a write-ahead log. If the file is marked as running but has none, part of it was lost
  // or restored, and every browser must start over.
  const lost = !isNew && !hadWal && ask('SELECT running FROM life') === 1
  const makeReady = (): void => {
    try {
      // Deleted rows are overwritten, because a run that is deleted must not be readable in unused pages.
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON')
      if (isNew) db.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT`)
      if (lost) db.exec('UPDATE talk SET epoch = lower(hex(randomblob(8)))')
      db.exec('UPDATE main.life SET running = 1; PRAGMA wal_checkpoint(TRUNCATE)')
    } finally {
      if (db.isTransaction) db.exec('ROLLBACK')
    }
  }
  try {
    makeReady()
    return null
  } catch (error) {
    // Without the new epochs, the file must not be read.
    if (!isFull(error) || lost) throw error
    if (isNew) db.exec(`PRAGMA temp_store = MEMORY; ${STAND_IN}`)
    return () => {
      makeReady()
      if (isNew) db.exec(NO_STAND_IN)
    }
  }
}

function check(ask: Ask): void {
  const found = ask('SELECT quick_check FROM pragma_quick_check LIMIT 1')
  if (found !== 'ok') throw new Broken(String(found))
  const bad = ask(`SELECT count(*) FROM (SELECT 1 FROM entry GROUP BY talk
    HAVING count(*) <> max(seq) OR min(seq) <> 1 OR min(json_valid(event)) = 0)`)
  if (bad !== 0) throw new Broken('Entries are missing or cannot be read.')
}

/** The single value that a query returns. */
type Ask = (query: string) => unknown

/**
 * Uses a function instead of prepared statements, which live until they are garbage-collected, keep a closed file
 * open, and would then delete the write-ahead log of its successor.
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

/** Some calls of some SQLite packages give no error code; these are SQLite's messages. */
const WORDS: [RegExp, number][] = [
  [/database disk image is malformed/, CORRUPT],
  [/file is not a database/, NOT_A_DATABASE],
  [/database or disk is full/, FULL],
]

function primaryCode(error: unknown): number {
  const { errcode, message = '' } = (error ?? {}) as { errcode?: number; message?: string }
  if (errcode !== undefined) return errcode & 0xff
  return WORDS.find(([words]) => words.test(message))?.[1] ?? 0
}

function readable(error: unknown, file: string): unknown {
  const primary = primaryCode(error)
  if (primary === 0) return error
  if (isDamage(error)) return new Broken(String(error), { cause: error })
  if (primary === LOCKED)
    return new Error(`Another Lectern is using ${file}: stop it first, or choose another data folder.`, {
      cause: error,
    })
  return new Error(`Cannot use ${file}: ${(error as Error).message}.`, { cause: error })
}

/** Renames the file and its companions together, so that they can be repaired. */
function putAside(file: string): string {
  const aside = `${file}.broken-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
  for (const companion of COMPANIONS) {
    if (existsSync(file + companion)) renameSync(file + companion, aside + companion)
  }
  return aside
}
