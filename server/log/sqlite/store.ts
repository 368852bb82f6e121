/**
 * One database file of the log: its entries and epochs, written only while the disk can be trusted. Each run has a key,
 * under which its rows are stored. The first run's key is the talk's id, so that files of earlier versions stay as they are.
 */
import { randomBytes } from 'node:crypto'
import type { Entry, Event } from '../../../protocol/event.ts'
import type { Epoch, TalkId } from '../../../protocol/ids.ts'
import type { Database } from './driver.ts'
import { readRunKey, runKey, type RunRecord } from '../runs.ts'
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
  /** Epochs of new runs that are not stored yet. */
  const fresh = new Map<string, Epoch>()
  /** The last number of each run that was read; valid because this process holds the only lock. */
  const heads = new Map<string, number>()
  /** The last acknowledged entry of each run. */
  const answered = new Map<string, Pick<Row, 'seq' | 'intent'>>()
  /** The current run of each talk. */
  const current = new Map<TalkId, number>()
  /** The disk has failed, and the acknowledged entries have not been verified since. */
  let suspect = false

  /** The numbers of a talk's runs, in their order; there is always a current one. */
  function runsOf(talk: TalkId): number[] {
    const rows = sql.keys.all(talk, `${talk}@*`) as { id: string }[]
    const runs = rows.map(({ id }) => readRunKey(id).run).toSorted((a, b) => a - b)
    // A run without a row of its own: its epoch was not read yet.
    return runs.length === 0 ? [1] : runs
  }

  function runNow(talk: TalkId): number {
    const known = current.get(talk) ?? runsOf(talk).at(-1) ?? 1
    current.set(talk, known)
    return known
  }

  const keyOf = (talk: TalkId, run = runNow(talk)): string => (run === 1 ? talk : runKey(talk, run))

  /** The number of the newest entry. */
  function head(key: string): number {
    const known = heads.get(key)
    if (known !== undefined) return known
    const { seq } = sql.newest.get(key) as { seq: number | null }
    heads.set(key, seq ?? 0)
    return seq ?? 0
  }

  /** With an epoch, the entries are the first of a new run. */
  function write(key: string, entries: Entry[], epoch?: Epoch): void {
    const newestEntry = entries.at(-1)
    trusting(() => {
      storeEpochs()
      db.exec('BEGIN IMMEDIATE')
      try {
        if (epoch !== undefined) sql.addTalk.run(key, epoch)
        for (const { seq, at, by, id, event } of entries)
          sql.insert.run(key, seq, at, by, id, JSON.stringify(event))
        db.exec('COMMIT')
      } catch (error) {
        heads.delete(key)
        // On a full or failing disk, SQLite rolls the transaction back itself.
        if (db.isTransaction) db.exec('ROLLBACK')
        throw error
      }
    })
    if (!newestEntry) return
    answered.set(key, { seq: newestEntry.seq, intent: newestEntry.id })
    heads.set(key, newestEntry.seq)
  }

  /** Begins the run after the current one. */
  function begin(talk: TalkId, entries: Entry[]): Epoch {
    const run = runNow(talk) + 1
    const epoch = newEpoch()
    write(keyOf(talk, run), entries, epoch)
    current.set(talk, run)
    return epoch
  }

  function record(talk: TalkId, run: number): RunRecord {
    const key = keyOf(talk, run)
    const { seq } = sql.newest.get(key) as { seq: number | null }
    const at = (number: number): number | null =>
      (sql.at.get(key, number) as { at: number } | undefined)?.at ?? null
    return { run, entries: seq ?? 0, startedAt: at(1), endedAt: at(seq ?? 0) }
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
    for (const [key, { seq, intent }] of answered) {
      const row = sql.last.get(key) as Pick<Row, 'seq' | 'intent'> | undefined
      if (row?.seq !== seq || row.intent !== intent)
        throw new Error(`Entry ${seq} of the talk "${key}" is not on the disk as it was written.`)
    }
    suspect = false
  }

  function storeEpochs(): void {
    for (const [key, epoch] of fresh) {
      sql.addTalk.run(key, epoch)
      fresh.delete(key)
    }
  }

  function epochOf(key: string): Epoch {
    const stored = sql.readEpoch.get(key) as { epoch: Epoch } | undefined
    const known = stored?.epoch ?? fresh.get(key)
    if (known !== undefined) return known
    const made = newEpoch()
    fresh.set(key, made)
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
    keyOf,
    runNow,
    talks: (): TalkId[] => {
      const rows = sql.talks.all() as { id: string }[]
      return [...new Set(rows.map(({ id }) => readRunKey(id).talk))]
    },
    records: (talk: TalkId): RunRecord[] => runsOf(talk).map((run) => record(talk, run)),
    begin,
    head,
    page: (key: string, after: number, limit: number): Entry[] =>
      (sql.page.all(key, after, limit) as Row[]).map(({ seq, at, actor, intent, event }, i) => {
        if (seq !== after + 1 + i) throw new Broken(`Entry ${after + 1 + i} is missing.`)
        return { seq, at, by: actor, id: intent, event: parseEvent(event) }
      }),
    write,
    epoch: epochOf,
    trusting,
    /** The run is gone, so nothing of it is verified or remembered. */
    forgotten(key: string): void {
      answered.delete(key)
      heads.delete(key)
    },
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
    keys: db.prepare('SELECT id FROM talk WHERE id = ? OR id GLOB ?'),
    talks: db.prepare('SELECT id FROM talk'),
    at: db.prepare('SELECT at FROM entry WHERE talk = ? AND seq = ?'),
    readEpoch: db.prepare('SELECT epoch FROM talk WHERE id = ?'),
  }
}

function newEpoch(): Epoch {
  return randomBytes(9).toString('base64url')
}

function parseEvent(json: string): Event {
  try {
    return JSON.parse(json) as Event
  } catch (cause) {
    throw new Broken('An entry cannot be read.', { cause })
  }
}
