/** Recovers rows from a damaged database file, page by page, whatever the state of the rest. */
import { existsSync, readFileSync } from 'node:fs'
import type { TalkId } from '../../../protocol/ids.ts'
import type { Snapshot } from '../log.ts'

/** A row of the table `entry`, in the order of its columns. */
export type EntryRow = [talk: TalkId, seq: number, at: number, actor: string, intent: string, event: string]

export interface Salvage {
  /** By talk, then by number; the numbers may have gaps. */
  entries: Map<TalkId, Map<number, EntryRow>>
  snapshots: Map<TalkId, Snapshot>
}

interface Found extends Salvage {
  /** The pieces of long snapshots: by talk and by the snapshot's number, in order. */
  pieces: Map<TalkId, Map<number, string[]>>
}

/** SQLite's file format: https://sqlite.org/fileformat2.html. Both types of page contain rows of our tables. */
const INTERIOR = 2
const LEAF = 10
/** The page size of every file that we create. */
const PAGE_BYTES = 4096
const WAL_HEADER = 32
const FRAME_HEADER = 24

type Value = string | number | null

/** Never throws because of the file's content: unreadable parts are skipped. */
export function salvage(file: string): Salvage {
  const found: Found = { entries: new Map(), snapshots: new Map(), pieces: new Map() }
  const pages = newestPages(read(file), read(`${file}-wal`))
  for (const page of pages.values()) {
    for (const row of rowsOf(page, pages)) keep(found, row)
  }
  keepWhole(found)
  return found
}

function read(file: string): Buffer {
  return existsSync(file) ? readFileSync(file) : Buffer.alloc(0)
}

/** The last committed version of each page, by page number. */
function newestPages(db: Buffer, wal: Buffer): Map<number, Buffer> {
  const pages = new Map<number, Buffer>()
  for (let at = 0; at + PAGE_BYTES <= db.length; at += PAGE_BYTES)
    pages.set(at / PAGE_BYTES + 1, db.subarray(at, at + PAGE_BYTES))
  const pending = new Map<number, Buffer>()
  for (let at = WAL_HEADER; at + FRAME_HEADER + PAGE_BYTES <= wal.length; at += FRAME_HEADER + PAGE_BYTES) {
    // A different salt means that this frame and all later ones are from before the last checkpoint.
    if (wal.compare(wal, 16, 24, at + 8, at + 16) !== 0) break
    const from = at + FRAME_HEADER
    pending.set(wal.readUInt32BE(at), wal.subarray(from, from + PAGE_BYTES))
    const commits = wal.readUInt32BE(at + 4) !== 0
    if (!commits) continue
    for (const [number, page] of pending) pages.set(number, page)
    pending.clear()
  }
  return pages
}

function* rowsOf(page: Buffer, pages: Map<number, Buffer>): Generator<Value[]> {
  const kind = page[0]
  if (kind !== LEAF && kind !== INTERIOR) return
  const pointers = kind === LEAF ? 8 : 12
  const cells = page.readUInt16BE(3)
  for (let i = 0; i < cells && pointers + i * 2 + 2 <= page.length; i++) {
    const cell = page.readUInt16BE(pointers + i * 2) + (kind === LEAF ? 0 : 4)
    try {
      yield record(payload(page, cell, pages))
    } catch {
      // Not a row, or a damaged one.
    }
  }
}

/** The bytes of a row; a long row continues on overflow pages. */
function payload(page: Buffer, at: number, pages: Map<number, Buffer>): Buffer {
  const [size, from] = varint(page, at)
  const most = Math.floor(((PAGE_BYTES - 12) * 64) / 255) - 23
  if (size > pages.size * PAGE_BYTES) throw new RangeError('A row is longer than the file.')
  if (size <= most) return piece(page, from, size)
  const least = Math.floor(((PAGE_BYTES - 12) * 32) / 255) - 23
  const fitting = least + ((size - least) % (PAGE_BYTES - 4))
  const here = fitting <= most ? fitting : least
  const pieces = [piece(page, from, here)]
  let left = size - here
  let next = page.readUInt32BE(from + here)
  while (left > 0) {
    const following = pages.get(next)
    if (!following) throw new RangeError('A row ends too early.')
    const length = Math.min(left, PAGE_BYTES - 4)
    pieces.push(piece(following, 4, length))
    left -= length
    next = following.readUInt32BE(0)
  }
  return Buffer.concat(pieces, size)
}

function piece(bytes: Buffer, from: number, length: number): Buffer {
  if (from + length > bytes.length) throw new RangeError('A row ends too early.')
  return bytes.subarray(from, from + length)
}

function record(bytes: Buffer): Value[] {
  const [headerEnd, start] = varint(bytes, 0)
  const values: Value[] = []
  let header = start
  let at = headerEnd
  while (header < headerEnd) {
    const [kind, after] = varint(bytes, header)
    const [value, length] = valueOf(bytes, at, kind)
    values.push(value)
    header = after
    at += length
  }
  if (at !== bytes.length) throw new RangeError("A row's length does not match its header.")
  return values
}

/** The value and its length in bytes. */
function valueOf(bytes: Buffer, at: number, kind: number): [Value, number] {
  if (kind === 0) return [null, 0]
  if (kind === 8 || kind === 9) return [kind - 8, 0]
  if (kind <= 4) return [bytes.readIntBE(at, kind), kind]
  if (kind === 5) return [bytes.readIntBE(at, 6), 6]
  if (kind === 6) return [Number(bytes.readBigInt64BE(at)), 8]
  // Our tables contain only texts and integers.
  if (kind < 13 || kind % 2 === 0) throw new RangeError('Not a row of ours.')
  const length = (kind - 13) / 2
  return [piece(bytes, at, length).toString(), length]
}

/** The number and the position after it. Our numbers are far below 2^53. */
function varint(bytes: Buffer, at: number): [number, number] {
  let value = 0
  for (let i = 0; i < 8; i++) {
    const byte = bytes.readUInt8(at + i)
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) return [value, at + i + 1]
  }
  throw new RangeError('A number is too long.')
}

function keep({ entries, snapshots, pieces }: Found, row: Value[]): void {
  const [talk, seq, third, fourth] = row
  if (typeof talk !== 'string' || typeof seq !== 'number' || seq < 1) return
  if (isEntry(row)) {
    const known = entries.get(talk) ?? new Map<number, EntryRow>()
    entries.set(talk, known.set(seq, row))
  } else if (row.length === 3 && isJson(third) && seq >= (snapshots.get(talk)?.seq ?? 0))
    snapshots.set(talk, { seq, body: third })
  else if (row.length === 4 && typeof third === 'number' && typeof fourth === 'string') {
    const known = pieces.get(talk) ?? new Map<number, string[]>()
    const all = known.get(seq) ?? []
    all[third] = fourth
    pieces.set(talk, known.set(seq, all))
  }
}

/** Of the snapshots in pieces, keeps the complete ones. */
function keepWhole({ snapshots, pieces }: Found): void {
  for (const [talk, known] of pieces)
    for (const [seq, all] of known) {
      const body = all.join('')
      if (seq >= (snapshots.get(talk)?.seq ?? 0) && isJson(body)) snapshots.set(talk, { seq, body })
    }
}

function isEntry(row: Value[]): row is EntryRow {
  const [, , at, actor, intent, event] = row
  return (
    row.length === 6 &&
    typeof at === 'number' &&
    typeof actor === 'string' &&
    typeof intent === 'string' &&
    isJson(event)
  )
}

function isJson(text: Value | undefined): text is string {
  if (typeof text !== 'string') return false
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}
