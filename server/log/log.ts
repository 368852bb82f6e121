/** The interface of every log: an append-only list of entries for each talk, and a bus for signals. */
import type { Entry, NewEntry } from '../../protocol/event.ts'
import type { Epoch, TalkId } from '../../protocol/ids.ts'
import type { RunRecord } from './runs.ts'
import type { HeadsSignal, PostsSignal, TypingSignal, NodeSignal } from './node-signal.ts'

export type { HeadsSignal, PostsSignal, RunRecord, TypingSignal, NodeSignal }

/** A saved fold of entries 1 … `seq`, as JSON that the log does not interpret. */
export interface Snapshot {
  seq: number
  body: string
}

export type Undo = () => void

/** Called for errors that no caller waits for: a listener that threw, a failed catch-up. */
export type Report = (error: unknown) => void

/** The default report: Node's own warnings. */
export function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error))
}

/** How many entries of a damaged file were recovered, and how many before the last one could not be read. */
export interface Salvaged {
  entries: number
  lost: number
}

/**
 * A log. If it replaced a damaged file, also that file's new name and what was recovered. Both may be set later, when
 * damage is found later.
 */
export interface OpenedLog {
  log: TalkLog
  keptAside: string | null
  salvaged?: Salvaged
  /** False if the disk is full: stored entries can be read, and appends reject until there is space. */
  writable?: boolean
  /** A one-line warning for the speaker that the log's configuration can lose entries. */
  caution?: string
}

/**
 * The L rules and the V rules of runs in SPEC.md; `contract.ts` tests them for every log. Where no run is named, a call
 * concerns the current one. After `close`, calls reject.
 */
export interface TalkLog {
  /**
   * Appends entries numbered after+1 …; 'stale' if `after` is not the last number. Atomic, and durable when it
   * resolves. Rejects if the log cannot write, or cannot know whether it did. Then the subscription tells, and the
   * same append is either stale or takes effect for the first time.
   */
  append(talk: TalkId, after: number, batch: NewEntry[]): Promise<Entry[] | 'stale'>
  /** The entries after `after` in order, read page by page. */
  read(talk: TalkId, after: number): AsyncIterable<Entry>
  /**
   * Delivers every entry after `after`, in order, without gaps, past ones first; never within the call itself. A
   * listener that throws is reported and gets the next entries. Returns its undo.
   */
  subscribe(talk: TalkId, after: number, listener: (entries: Entry[]) => void): Undo
  /** A signal to every node, including this one, at most once. Dropped after `close`. */
  signal(talk: TalkId, signal: NodeSignal): void
  onSignal(talk: TalkId, listener: (signal: NodeSignal) => void): Undo
  /** The talk's epoch. It survives a restart and changes when entries were lost. */
  epoch(talk: TalkId): Promise<Epoch>
  /**
   * Called when entries were lost or replaced while the log was open, with the new epoch and whether this node
   * noticed it first. Also called with the same epoch if this node fell behind the entries that the log still has.
   * Subscriptions end: every subscriber starts over from `epoch`, `snapshot` and `read`, and until it subscribes
   * again, its appends are stale. Returns its undo.
   */
  onEpoch(talk: TalkId, listener: (epoch: Epoch, first?: boolean) => void): Undo
  /**
   * Holds `name` for this node whenever no other node does. `listener` is called with whether it is held, at first
   * and at every change; never within the call itself. The undo releases it at once.
   */
  lease(name: string, listener: (held: boolean) => void): Undo
  /** Stores a talk's snapshot; ignored if a newer one is stored. */
  saveSnapshot(talk: TalkId, snapshot: Snapshot): Promise<void>
  snapshot(talk: TalkId): Promise<Snapshot | null>
  /** The talks of which something is stored. */
  talks(): Promise<TalkId[]>
  /** The runs of a talk that are kept, in their order. The last one is current, even if it has no entries yet. */
  runs(talk: TalkId): Promise<RunRecord[]>
  /** The entries of a run in order, read page by page; none if it is not kept. */
  readRun(talk: TalkId, run: number): AsyncIterable<Entry>
  /** The snapshot of a run. A log that trims entries keeps only those after it. */
  runSnapshot(talk: TalkId, run: number): Promise<Snapshot | null>
  /**
   * Begins the next run with the entries that `first` makes for its number, in a new epoch. The current run must have
   * the given epoch: otherwise false, and nothing happens. Atomic, and durable when it resolves. From then on, nothing
   * is appended to the earlier run. Every node is told as by `onEpoch`, with `first` false, because nothing is lost.
   */
  begin(talk: TalkId, epoch: Epoch, first: (run: number) => NewEntry[]): Promise<boolean>
  /** Deletes all that is stored of a run. Rejects for the current one; false if there is no such run. */
  forget(talk: TalkId, run: number): Promise<boolean>
  /** Finishes pending work and releases every resource. A second call does nothing. */
  close(): Promise<void>
}
