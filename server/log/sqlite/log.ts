/** The default log: one SQLite file and one transaction per batch, on disk before it answers. */
import { randomBytes } from 'node:crypto'
import type { Entry, Event } from '../../../protocol/event.ts'
import type { Epoch, TalkId } from '../../../protocol/ids.ts'
import { createFollowers } from '../followers.ts'
import type { OpenedLog, Report, TalkLog } from '../log.ts'
import { pages, type ReadPage } from '../paging.ts'
import { warn } from '../report.ts'
import { soleLease } from '../sole-lease.ts'
import {
  Broken,
  closeFile,
  isDamage,
  isFull,
  mergeFile,
  openFile,
  replaceBroken,
  type OpenedFile,
} from './file.ts'
import { createSnapshots, type Snapshots } from './snapshots.ts'
import { loadSqlite, type Database } from './driver.ts'
import { createWhispers } from '../whispers.ts'

/** The warning if the disk is full at start. */
const FULL_AT_START = 'The disk is full: nothing is saved until there is space on it.'

/** Creates the file, with mode 0600, and its folder. Rejects with a one-line message; see {@link openFile}. */
export async function openSqliteLog(file: string, report: Report = warn): Promise<OpenedLog> {
  const sqlite = await loadSqlite()
  const { keptAside, salvaged, ...opened } = openFile(sqlite, file)
  const result: Omit<OpenedLog, 'log'> = { keptAside, ...(salvaged && { salvaged }) }
  if (opened.makeReady) Object.assign(result, { writable: false, caution: FULL_AT_START })
  const log = createLog({
    ...opened,
    replace(letGo) {
      Object.assign(result, replaceBroken(sqlite, file, letGo))
      return { ...openFile(sqlite, file), ...result }
    },
    report,
  })
  return Object.assign(result, { log })
}

interface LogParts extends Pick<OpenedFile, 'db' | 'makeReady'> {
  /** Renames the file and opens a new one with what can be read; `letGo` closes the old one meanwhile. */
  replace: (letGo: () => void) => OpenedFile
  report: Report
}

interface Row {
  seq: number
  at: number
  actor: string
  intent: string
  event: string
}

/** SQLite's code for a disk error: a write or a sync has failed, and nobody knows which bytes are on disk. */
const DISK_FAILED = 10

/** Between two attempts to replace a damaged file, each of which reads all of it. */
const REPLACE_AGAIN_MS = 10_000

function prepareStatements(db: Database) {
  return {
    insert: db.prepare('INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)'),
    page: db.prepare('SELECT * FROM entry WHERE talk = ? AND seq > ? ORDER BY seq LIMIT ?'),
    newest: db.prepare('SELECT max(seq) AS seq FROM entry WHERE talk = ?'),
    last: db.prepare('SELECT seq, intent FROM entry WHERE talk = ? ORDER BY seq DESC LIMIT 1'),
    checkpoint: db.prepare('PRAGMA wal_checkpoint(TRUNCATE)'),
    addTalk: db.prepare('INSERT OR IGNORE INTO talk VALUES (?, ?)'),
    readEpoch: db.prepare('SELECT epoch FROM talk WHERE id = ?'),
  }
}

function createLog({ db: first, makeReady: notYet, replace, report }: LogParts): TalkLog {
  let db = first
  let sql = prepareStatements(db)
  let makeReady = notYet
  /** Epochs of new talks that are not stored yet. */
  const fresh = new Map<TalkId, Epoch>()
  const epochListeners = new Map<TalkId, Set<(epoch: Epoch) => void>>()
  let replacedAt = -Infinity
  let snapshots = snapshotsOf(db)
  /** The last number of each talk that was read; valid because we hold the only lock. */
  const heads = new Map<TalkId, number>()
  /** The last acknowledged entry of each talk. */
  const answered = new Map<TalkId, Pick<Row, 'seq' | 'intent'>>()
  /** The disk has failed: nothing is written until it has been verified. */
  let suspect = false
  let closed = false

  function open(): void {
    if (closed) throw new Error('The log is closed.')
  }

  function head(talk: TalkId): number {
    const known = heads.get(talk)
    if (known !== undefined) return known
    const { seq } = sql.newest.get(talk) as { seq: number | null }
    heads.set(talk, seq ?? 0)
    return seq ?? 0
  }

  function write(talk: TalkId, entries: Entry[]): void {
    const newestEntry = entries.at(-1)
    trusting(() => {
      storeEpochs()
      db.exec('BEGIN IMMEDIATE')
      try {
        for (const { seq, at, by, id, event } of entries)
          sql.insert.run(talk, seq, at, by, id, JSON.stringify(event))
        db.exec('COMMIT')
      } catch (error) {
        heads.delete(talk)
        // On a full or failing disk, SQLite rolls the transaction back itself.
        if (db.isTransaction) db.exec('ROLLBACK')
        throw error
      }
    })
    if (newestEntry) answered.set(talk, { seq: newestEntry.seq, intent: newestEntry.id })
  }

  /** Writes. After a disk error, it first verifies the disk. */
  function trusting(work: () => void): void {
    if (makeReady) {
      makeReady()
      makeReady = null
    }
    if (suspect) prove()
    try {
      work()
    } catch (error) {
      if (((error as { errcode?: number }).errcode ?? 0) % 256 === DISK_FAILED) suspect = true
      throw error
    }
  }

  /**
   * A sync that failed may succeed the next time although the bytes are lost, so it is not retried. The write-ahead
   * log is merged instead, and the last entries must then be those that were acknowledged.
   */
  function prove(): void {
    const { busy } = sql.checkpoint.get() as { busy: number }
    if (busy !== 0) throw new Error('The write-ahead log could not be merged.')
    for (const [talk, { seq, intent }] of answered) {
      const row = sql.last.get(talk) as Pick<Row, 'seq' | 'intent'> | undefined
      if (row?.seq !== seq || row.intent !== intent)
        throw new Error(`Entry ${seq} of the talk "${talk}" is not on the disk as it was written.`)
    }
    suspect = false
  }

  function storeEpochs(): void {
    for (const [talk, epoch] of fresh) {
      sql.addTalk.run(talk, epoch)
      fresh.delete(talk)
    }
  }

  function epochOf(talk: TalkId): Epoch {
    const stored = sql.readEpoch.get(talk) as { epoch: Epoch } | undefined
    const known = stored?.epoch ?? fresh.get(talk)
    if (known !== undefined) return known
    const made = randomBytes(9).toString('base64url')
    fresh.set(talk, made)
    try {
      trusting(storeEpochs)
    } catch (error) {
      // Stored with the first entry for which there is space.
      if (!isFull(error)) throw error
    }
    return made
  }

  /** Does the work. If it finds damage in the file, repeats it on what could be recovered. */
  function unbroken<T>(work: () => T): T {
    open()
    try {
      return work()
    } catch (error) {
      if (!isDamage(error) || performance.now() - replacedAt < REPLACE_AGAIN_MS) throw error
      replaceFile(error)
      return work()
    }
  }

  /** A save in progress is dropped when the file is replaced, because its fold belongs to the damaged file. */
  function snapshotsOf(own: Database): Snapshots {
    const step = (work: () => void): void => unbroken(() => trusting(() => void (db === own && work())))
    return createSnapshots(own, step, () => closed || db !== own)
  }

  function replaceFile(cause: unknown): void {
    replacedAt = performance.now()
    const next = replace(() => {
      mergeFile(db)
      db.close()
    })
    db = next.db
    sql = prepareStatements(db)
    snapshots = snapshotsOf(db)
    makeReady = next.makeReady
    suspect = false
    for (const known of [heads, answered, fresh]) known.clear()
    const { entries = 0, lost = 0 } = next.salvaged ?? {}
    const line = `the database was damaged and was renamed to ${next.keptAside}; ${entries} entries were recovered, ${lost} could not be read`
    report(Object.assign(new Error(line, { cause }), { errstr: line }))
    for (const [talk, listeners] of epochListeners) {
      followers.end(talk)
      const epoch = epochOf(talk)
      for (const listener of listeners) listener(epoch)
    }
  }

  const readPage: ReadPage = (talk, after, limit) =>
    unbroken(() =>
      (sql.page.all(talk, after, limit) as Row[]).map(({ seq, at, actor, intent, event }, i) => {
        if (seq !== after + 1 + i) throw new Broken(`Entry ${after + 1 + i} is missing.`)
        return { seq, at, by: actor, id: intent, event: parseEvent(event) }
      }),
    )
  const followers = createFollowers(readPage, report)
  const whispers = createWhispers(report)

  return {
    async append(talk, after, batch) {
      open()
      const before = db
      if (after !== unbroken(() => head(talk))) return 'stale'
      const entries = batch.map((entry, i) => ({ ...entry, seq: after + 1 + i }))
      if (entries.length === 0) return entries
      unbroken(() => db === before && write(talk, entries))
      // Subscribers of the damaged file start over before they append.
      if (db !== before) return 'stale'
      heads.set(talk, after + entries.length)
      followers.wake(talk, entries)
      return entries
    },
    async *read(talk, after) {
      for await (const entries of pages(readPage, talk, after)) yield* entries
    },
    subscribe(talk, after, listener) {
      open()
      return followers.follow(talk, after, listener)
    },
    whisper: (talk, whisper) => whispers.whisper(talk, whisper),
    onWhisper(talk, listener) {
      open()
      return whispers.onWhisper(talk, listener)
    },
    epoch: async (talk) => unbroken(() => epochOf(talk)),
    // We hold the only lock on the file, so entries can only change through damage.
    onEpoch(talk, listener) {
      const listeners = epochListeners.get(talk) ?? new Set()
      epochListeners.set(talk, listeners.add(listener))
      return () => listeners.delete(listener)
    },
    lease: soleLease,
    async saveSnapshot(talk, snapshot) {
      open()
      await snapshots.save(talk, snapshot)
    },
    async snapshot(talk) {
      return unbroken(() => snapshots.read(talk))
    },
    async close() {
      if (closed) return
      closed = true
      followers.close()
      whispers.close()
      closeFile(db)
    },
  }
}

function parseEvent(json: string): Event {
  try {
    return JSON.parse(json) as Event
  } catch (cause) {
    throw new Broken('An entry cannot be read.', { cause })
  }
}
