/** The port of every log: an append-only list of entries for each talk, and a bus for signals. */
import type { Entry, NewEntry } from '../../protocol/event.ts'
import type { Epoch, TalkId } from '../../protocol/ids.ts'

/** What a node tells the others at once and forgets. `node` names the sender. */
export interface Whisper {
  node: string
  headcount: { audience: number; stage: number; presenter: number }
}

/** A saved fold: everything that entries 1 … `seq` made, as JSON that the log does not look into. */
export interface Snapshot {
  seq: number
  body: string
}

export type Undo = () => void

export interface TalkLog {
  /** Appends entries numbered after+1 …; 'stale' if the log has moved on. Durable when it resolves. */
  append(talk: TalkId, after: number, batch: NewEntry[]): Promise<Entry[] | 'stale'>
  read(talk: TalkId, after: number): AsyncIterable<Entry>
  /** Every entry after `after`, in order, without gaps, past ones first. Returns its undo. */
  subscribe(talk: TalkId, after: number, listener: (entries: Entry[]) => void): Undo
  /** Fleeting news to every node, this one included, at most once. */
  whisper(talk: TalkId, whisper: Whisper): void
  onWhisper(talk: TalkId, listener: (whisper: Whisper) => void): Undo
  epoch(talk: TalkId): Promise<Epoch>
  /** Keeps the newest snapshot of a talk; older ones may go. */
  saveSnapshot(talk: TalkId, snapshot: Snapshot): Promise<void>
  snapshot(talk: TalkId): Promise<Snapshot | null>
  close(): Promise<void>
}
