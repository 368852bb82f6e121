/** The default log: one SQLite file, one transaction for each batch, on the disk before it answers. */
import { randomBytes } from 'node:crypto'
import type { Entry, Event } from '../../protocol/event.ts'
import type { TalkId } from '../../protocol/ids.ts'
import { createFollowers } from './followers.ts'
import type { OpenedLog, Report, TalkLog } from './log.ts'
import { pages, type ReadPage } from './paging.ts'
import { warn } from './report.ts'
import { soleLease } from './sole-lease.ts'
import { closeFile, openFile } from './sqlite-file.ts'
import { createSnapshots } from './sqlite-snapshots.ts'
import type { Database } from './sqlite-driver.ts'
import { createWhispers } from './whispers.ts'

/** Makes the file, mode 0600, and its folder. Rejects with one readable line; see {@link openFile}. */
export async function openSqliteLog(file: string, report: Report = warn): Promise<OpenedLog> {
  const { db, ...rest } = await openFile(file)
  return { log: createLog(db, report), ...rest }
}

interface Row {
  seq: number
  at: number
  actor: string
  intent: string
  event: string
}

/** SQLite's word for a disk that fails: a write or a sync has gone wrong, and which bytes are there nobody knows. */
const DISK_FAILED = 10

function createLog(db: Database, report: Report): TalkLog {
  const insert = db.prepare('INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)')
  const page = db.prepare('SELECT * FROM entry WHERE talk = ? AND seq > ? ORDER BY seq LIMIT ?')
  const newest = db.prepare('SELECT max(seq) AS seq FROM entry WHERE talk = ?')
  const last = db.prepare('SELECT seq, intent FROM entry WHERE talk = ? ORDER BY seq DESC LIMIT 1')
  const checkpoint = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)')
  const addTalk = db.prepare('INSERT OR IGNORE INTO talk VALUES (?, ?)')
  const readEpoch = db.prepare('SELECT epoch FROM talk WHERE id = ?')
  /** The last number of each talk that was asked for; we hold the only lock. */
  const heads = new Map<TalkId, number>()
  /** The last entry that was answered for each talk. */
  const answered = new Map<TalkId, Pick<Row, 'seq' | 'intent'>>()
  /** The disk has failed: nothing is written before it has proved itself. */
  let suspect = false
  let closed = false

  function open(): void {
    if (closed) throw new Error('The log is closed.')
  }

  function head(talk: TalkId): number {
    const known = heads.get(talk)
    if (known !== undefined) return known
    const { seq } = newest.get(talk) as { seq: number | null }
    heads.set(talk, seq ?? 0)
    return seq ?? 0
  }

  function write(talk: TalkId, entries: Entry[]): void {
    const newestEntry = entries.at(-1)
    trusting(() => {
      db.exec('BEGIN IMMEDIATE')
      try {
        for (const { seq, at, by, id, event } of entries)
          insert.run(talk, seq, at, by, id, JSON.stringify(event))
        db.exec('COMMIT')
      } catch (error) {
        heads.delete(talk)
        // A full or failing disk makes SQLite take the transaction back by itself.
        if (db.isTransaction) db.exec('ROLLBACK')
        throw error
      }
    })
    if (newestEntry) answered.set(talk, { seq: newestEntry.seq, intent: newestEntry.id })
  }

  /** Writes; after a failure of the disk only once it has proved itself. */
  function trusting(work: () => void): void {
    if (suspect) prove()
    try {
      work()
    } catch (error) {
      if (((error as { errcode?: number }).errcode ?? 0) % 256 === DISK_FAILED) suspect = true
      throw error
    }
  }

  /**
   * A sync that failed once may succeed the next time although the bytes are gone, so it is not tried again:
   * what was answered goes another way to the disk, and its end must be what was answered.
   */
  function prove(): void {
    const { busy } = checkpoint.get() as { busy: number }
    if (busy !== 0) throw new Error('The write-ahead log could not be merged.')
    for (const [talk, { seq, intent }] of answered) {
      const row = last.get(talk) as Pick<Row, 'seq' | 'intent'> | undefined
      if (row?.seq !== seq || row.intent !== intent)
        throw new Error(`Entry ${seq} of the talk "${talk}" is not on the disk as it was written.`)
    }
    suspect = false
  }

  const readPage: ReadPage = (talk, after, limit) => {
    open()
    return (page.all(talk, after, limit) as Row[]).map(({ seq, at, actor, intent, event }) => {
      return { seq, at, by: actor, id: intent, event: JSON.parse(event) as Event }
    })
  }
  const snapshots = createSnapshots(db, trusting, () => closed)
  const followers = createFollowers(readPage, report)
  const whispers = createWhispers(report)

  return {
    async append(talk, after, batch) {
      open()
      if (after !== head(talk)) return 'stale'
      const entries = batch.map((entry, i) => ({ ...entry, seq: after + 1 + i }))
      if (entries.length === 0) return entries
      write(talk, entries)
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
    async epoch(talk) {
      open()
      addTalk.run(talk, randomBytes(9).toString('base64url'))
      return (readEpoch.get(talk) as { epoch: string }).epoch
    },
    // We hold the only lock on the file: nothing is ever replaced behind our back.
    onEpoch: () => () => {},
    lease: soleLease,
    async saveSnapshot(talk, snapshot) {
      open()
      await snapshots.save(talk, snapshot)
    },
    async snapshot(talk) {
      open()
      return snapshots.read(talk)
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
