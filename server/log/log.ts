/** The port of every log: an append-only list of entries for each talk, and a bus for signals. */
import type { Entry, NewEntry } from '../../protocol/event.ts'
import type { Epoch, TalkId } from '../../protocol/ids.ts'
import type { HeadsWhisper, PostsWhisper, TypingWhisper, Whisper } from './whisper.ts'

export type { HeadsWhisper, PostsWhisper, TypingWhisper, Whisper }

/** A saved fold: everything that entries 1 … `seq` made, as JSON that the log does not look into. */
export interface Snapshot {
  seq: number
  body: string
}

export type Undo = () => void

/** Told of what went wrong where nobody waits for an answer: a listener that threw, a failed catch-up. */
export type Report = (error: unknown) => void

/** Where a log reports to unless told: Node's own warnings. */
export function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error))
}

/** How many entries were saved of a broken file, and how many of those before the last could not be read. */
export interface Salvaged {
  entries: number
  lost: number
}

/**
 * A log, and the new name of the broken file whose place it has taken, if any, with what was saved of it. Both are set
 * later too, when damage shows later.
 */
export interface OpenedLog {
  log: TalkLog
  keptAside: string | null
  salvaged?: Salvaged
  /** False when the disk is full: then what was stored can be read, and appends reject until there is space. */
  writable?: boolean
  /** One line for the speaker: how this log keeps less than it could. */
  caution?: string
}

/** The L rules of SPEC.md; `contract.ts` holds every log to them. After `close`, calls reject. */
export interface TalkLog {
  /**
   * Appends entries numbered after+1 …; 'stale' if `after` is not the last number. All or nothing, and
   * durable when it resolves. Rejects when the log cannot write, or cannot know whether it did: then a
   * subscription tells, and appending the same again is either stale or the first time.
   */
  append(talk: TalkId, after: number, batch: NewEntry[]): Promise<Entry[] | 'stale'>
  /** The entries after `after` in order, fetched a page at a time. */
  read(talk: TalkId, after: number): AsyncIterable<Entry>
  /**
   * Every entry after `after`, in order, without gaps, past ones first; never within the call itself. A
   * listener that throws is reported and goes on with the next entries. Returns its undo.
   */
  subscribe(talk: TalkId, after: number, listener: (entries: Entry[]) => void): Undo
  /** Fleeting news to every node, this one included, at most once. Dropped after `close`. */
  whisper(talk: TalkId, whisper: Whisper): void
  onWhisper(talk: TalkId, listener: (whisper: Whisper) => void): Undo
  /** Each talk has its own; it outlives a restart and changes when entries were lost. */
  epoch(talk: TalkId): Promise<Epoch>
  /**
   * Called when entries turned out to be lost or replaced while the log was open, with the new epoch and whether
   * this node was the first to notice; or with the same epoch when it fell behind what the log still keeps.
   * Subscriptions end: whoever folded starts over from `epoch`, `snapshot` and `read`, and until they subscribe
   * anew their appends are stale. Returns its undo.
   */
  onEpoch(talk: TalkId, listener: (epoch: Epoch, first?: boolean) => void): Undo
  /**
   * Holds `name` for this node whenever no other node does: `listener` hears whether it is held, and again
   * at every change; never within the call itself. The undo lets go of it at once.
   */
  lease(name: string, listener: (held: boolean) => void): Undo
  /** Keeps the newest snapshot of a talk; an older one than that is ignored. */
  saveSnapshot(talk: TalkId, snapshot: Snapshot): Promise<void>
  snapshot(talk: TalkId): Promise<Snapshot | null>
  /** Finishes what was begun and lets go of every resource. Calling it again does nothing. */
  close(): Promise<void>
}
