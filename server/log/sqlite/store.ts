/** One database file of the log: its entries and epochs, written only while the disk can be trusted. */
import { randomBytes } from 'node:crypto'
import type { Entry, Event } from '../../../protocol/event.ts'
import type { Epoch, TalkId } from '../../../protocol/ids.ts'
import type { Database } from './driver.ts'
import { Broken, isFull, type OpenedFile } from './file.ts'

/** Its calls throw SQLite's errors, and `Broken` for values that we never wrote. */
export type Store = ReturnType<typeof openStore>

interface Row {
  seq: number
  at: number
  actor: string
  intent: string
  event: string
}

/** SQLite's code for a disk error: a write or a sync has failed, and nobody knows which bytes are on disk. */
const DISK_FAILED = 10

export function openStore({ db, makeReady }: Pick<OpenedFile, 'db' | 'makeReady'>) {
  const sql = prepareStatements(db)
  /** Epochs of new talks that are not stored yet. */
  const fresh = new Map<TalkId, Epoch>()
  /** The last number of each talk that was read; valid because this process holds the only lock. */
  const heads = new Map<TalkId, number>()
  /** The last acknowledged entry of each talk. */
  const answered = new Map<TalkId, Pick<Row, 'seq' | 'intent'>>()
  /** The disk has failed, and the acknowledged entries have not been verified since. */
  let suspect = false

  /** The number of the newest entry. */
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
    if (!newestEntry) return
    answered.set(talk, { seq: newestEntry.seq, intent: newestEntry.id })
    heads.set(talk, newestEntry.seq)
  }

  /** Does a write. After a disk error, it first verifies the acknowledged entries. */
  function trusting(work: () => void): void {
    makeReady?.()
    makeReady = null
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

  return {
    db,
    head,
    page: (talk: TalkId, after: number, limit: number): Entry[] =>
      (sql.page.all(talk, after, limit) as Row[]).map(({ seq, at, actor, intent, event }, i) => {
        if (seq !== after + 1 + i) throw new Broken(`Entry ${after + 1 + i} is missing.`)
        return { seq, at, by: actor, id: intent, event: parseEvent(event) }
      }),
    write,
    epoch: epochOf,
    trusting,
  }
}

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

function parseEvent(json: string): Event {
  try {
    return JSON.parse(json) as Event
  } catch (cause) {
    throw new Broken('An entry cannot be read.', { cause })
  }
}
