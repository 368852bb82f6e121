/** Snapshots in SQLite: a long one is written in pieces, with the talk's entries between them. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { TalkId } from '../../../protocol/ids.ts'
import type { Snapshot } from '../log.ts'
import type { Database } from './driver.ts'

/** Characters per write, which blocks the event loop. */
const PIECE = 128 * 1024

export interface Snapshots {
  save(talk: TalkId, snapshot: Snapshot): Promise<void>
  read(talk: TalkId): Snapshot | null
}

/** `trusting` does a write after checking that the disk can be trusted; `isClosed` ends an unfinished snapshot. */
export function createSnapshots(
  db: Database,
  trusting: (work: () => void) => void,
  isClosed: () => boolean,
): Snapshots {
  const newest = db.prepare('SELECT seq, body FROM snapshot WHERE talk = ?')
  const write = db.prepare(
    `INSERT INTO snapshot VALUES (?, ?, ?) ON CONFLICT (talk)
     DO UPDATE SET seq = excluded.seq, body = excluded.body WHERE excluded.seq >= snapshot.seq`,
  )
  let pieces: Pieces | undefined
  /** One after the other, because each one drops the pieces of earlier snapshots. */
  let last: Promise<unknown> = Promise.resolve()

  const stored = (talk: TalkId): Snapshot | undefined => newest.get(talk) as Snapshot | undefined

  function step(work: () => void): void {
    if (isClosed()) throw new Error('The log is closed.')
    trusting(work)
  }

  /** Drops the pieces of all other snapshots, including those of an interrupted save. */
  async function dropOthers(table: Pieces, talk: TalkId, seq: number): Promise<void> {
    for (let old = table.other.get(talk, seq); old; old = table.other.get(talk, seq)) {
      const { seq: ofSeq, piece } = old as { seq: number; piece: number }
      step(() => void table.drop.run(talk, ofSeq, piece))
      await nextTurn()
    }
  }

  async function saveNow(talk: TalkId, { seq, body }: Snapshot): Promise<void> {
    const before = stored(talk)
    if (before && before.seq > seq) return
    if (body.length <= PIECE && before?.body !== '') return step(() => void write.run(talk, seq, body))
    const table = (pieces ??= openPieces(db))
    // The same number is the same fold.
    const isThere = before?.seq === seq && before.body === ''
    if (!isThere) await dropOthers(table, talk, before?.seq ?? -1)
    for (let from = 0, piece = 0; from < body.length && !isThere; piece += 1) {
      const to = endOf(body, from + PIECE)
      step(() => void table.write.run(talk, seq, piece, body.slice(from, to)))
      from = to
      await nextTurn()
    }
    step(() => void write.run(talk, seq, ''))
    await dropOthers(table, talk, seq)
  }

  return {
    save(talk, snapshot) {
      const saved = last.then(() => saveNow(talk, snapshot))
      last = saved.catch(() => undefined)
      return saved
    },
    read(talk) {
      const row = stored(talk)
      if (!row) return null
      if (row.body !== '') return { seq: row.seq, body: row.body }
      pieces ??= openPieces(db)
      const all = pieces.all.all(talk, row.seq) as { body: string }[]
      return { seq: row.seq, body: all.map(({ body }) => body).join('') }
    },
  }
}

type Pieces = ReturnType<typeof openPieces>

/**
 * The pieces of a snapshot that is too long for one write; its row in `snapshot` then contains an empty text. Earlier
 * versions ignore this table, so the file's version stays the same.
 */
function openPieces(db: Database) {
  db.exec(`CREATE TABLE IF NOT EXISTS snapshot_piece (
    talk TEXT NOT NULL, seq INTEGER NOT NULL, piece INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (talk, seq, piece)
  ) STRICT, WITHOUT ROWID`)
  return {
    all: db.prepare('SELECT body FROM snapshot_piece WHERE talk = ? AND seq = ? ORDER BY piece'),
    write: db.prepare('INSERT INTO snapshot_piece VALUES (?, ?, ?, ?)'),
    other: db.prepare('SELECT seq, piece FROM snapshot_piece WHERE talk = ? AND seq <> ? LIMIT 1'),
    drop: db.prepare('DELETE FROM snapshot_piece WHERE talk = ? AND seq = ? AND piece = ?'),
  }
}

/** Keeps surrogate pairs together, because a lone surrogate would be stored as another character. */
function endOf(body: string, to: number): number {
  const isHigh = (body.charCodeAt(to - 1) & 0xfc00) === 0xd800
  return isHigh ? to + 1 : to
}
