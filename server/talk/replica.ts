/** The fold of one talk's log: updated with every entry, and read again when entries were lost. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Entry } from '../../protocol/event.ts'
import type { Epoch, TalkId } from '../../protocol/ids.ts'
import { EMPTY, evolve, type State } from '../../protocol/state.ts'
import type { TalkLog } from '../log/log.ts'
import { intentKey, readSnapshot, writeSnapshot, type Seen } from './snapshot.ts'

/** The minimum number of entries between snapshots. */
const SNAPSHOT_EVERY = 1000
/** Written entries must come back through the subscription within this time; otherwise the log has a problem. */
const REACHED_WITHIN_MS = 2000
/** Between two attempts to read the log again. */
const AGAIN_MS = 1000

export interface Replica {
  readonly epoch: Epoch
  readonly state: State
  /**
   * The entry that resulted from each accepted intent. It is complete, because only a writer that has seen every
   * entry may append.
   */
  readonly seen: Seen
  /** Resolves when entry `seq` of this run is folded in, or a later run has begun; rejects if neither happens. */
  reached(seq: number, run: number): Promise<void>
  saveSnapshot(): Promise<void>
  /** Saves a last snapshot. */
  close(): Promise<void>
}

/** The fold of all entries of one epoch. */
interface Folded {
  epoch: Epoch
  state: State
  seen: Seen
  /** The number of the newest snapshot. */
  snapshotSeq: number
}

interface ReplicaListener {
  /** These entries are folded in now. */
  arrived(entries: Entry[]): void
  /**
   * The log was read again; `before` is the previous state. `first` means that entries were lost and this node
   * noticed it first.
   */
  replaced(before: State, first: boolean): void
}

export async function openReplica(
  log: TalkLog,
  id: TalkId,
  logger: Logger,
  listener: ReplicaListener,
): Promise<Replica> {
  let folded: Folded = { epoch: '', state: EMPTY, seen: new Map(), snapshotSeq: 0 }
  let saving: Promise<void> | undefined
  let unsubscribe = (): void => {}
  let reading: Promise<void> | undefined
  let closed = false
  /** It was replaced again while it was being read. */
  let again = false
  let opened = false
  let first = false
  const waiting = new Set<() => void>()

  async function read(): Promise<void> {
    folded = await readFolded(log, id)
    for (const check of waiting) check()
    unsubscribe()
    unsubscribe = log.subscribe(id, folded.state.seq, (entries) => {
      fold(folded, entries)
      for (const check of waiting) check()
      listener.arrived(entries)
      // The interval grows with the talk, so that snapshots stay a fraction of the cost of entries.
      const { state, snapshotSeq } = folded
      const isDue = state.seq - snapshotSeq >= Math.max(SNAPSHOT_EVERY, snapshotSeq / 8)
      if (isDue) saving ??= keepSnapshot().finally(() => (saving = undefined))
    })
  }

  async function readAnew(): Promise<void> {
    const before = folded.state
    while (again && !closed) {
      again = false
      try {
        await read()
      } catch (error) {
        again = true
        logger.warn({ talk: id, err: error }, 'The log could not be read again; retrying.')
        await sleep(AGAIN_MS)
      }
    }
    if (closed) return
    const { seq, run } = folded.state
    if (run.number > before.run.number) logger.info({ talk: id, run: run.number }, 'A new run has begun.')
    else logger.error({ talk: id, seq }, 'The log has lost, replaced or cut entries; it was read again.')
    listener.replaced(before, first)
  }

  async function saveSnapshot(): Promise<void> {
    const of = folded
    const snapshot = await writeSnapshot(of.state, of.seen)
    // After the log was read again, the snapshot belongs to an earlier epoch.
    if (again || folded !== of) throw new Error('The log was replaced meanwhile.')
    await log.saveSnapshot(id, snapshot)
    of.snapshotSeq = snapshot.seq
  }

  async function keepSnapshot(): Promise<void> {
    try {
      await saveSnapshot()
    } catch (error) {
      logger.warn({ talk: id, err: error }, 'The snapshot could not be saved; the log still has everything.')
    }
  }

  const unwatch = log.onEpoch(id, (_epoch, noticedHere = true) => {
    again = true
    if (!opened) return
    first = reading ? first || noticedHere : noticedHere
    reading ??= readAnew().finally(() => (reading = undefined))
  })
  do {
    again = false
    await read()
  } while (again)
  opened = true

  return {
    get epoch() {
      return folded.epoch
    },
    get state() {
      return folded.state
    },
    get seen() {
      return folded.seen
    },
    reached(seq, run) {
      const isThere = (): boolean => folded.state.seq >= seq || folded.state.run.number > run
      if (isThere()) return Promise.resolve()
      return new Promise((resolve, reject) => {
        const late = setTimeout(() => {
          waiting.delete(check)
          reject(new Error(`Entry ${seq} did not come.`))
        }, REACHED_WITHIN_MS)
        const check = (): void => {
          if (!isThere()) return
          waiting.delete(check)
          clearTimeout(late)
          resolve()
        }
        waiting.add(check)
      })
    },
    saveSnapshot,
    async close() {
      closed = true
      unwatch()
      await reading
      unsubscribe()
      await saving
      if (folded.state.seq > folded.snapshotSeq) await keepSnapshot()
    },
  }
}

/** The newest snapshot with the entries after it. */
export async function readFolded(log: TalkLog, id: TalkId): Promise<Folded> {
  const epoch = await log.epoch(id)
  const { state = EMPTY, seen = new Map() } = readSnapshot(await log.snapshot(id)) ?? {}
  const folded = { epoch, state, seen, snapshotSeq: state.seq }
  for await (const entry of log.read(id, state.seq)) fold(folded, [entry])
  return folded
}

function fold(into: Folded, entries: Entry[]): void {
  for (const entry of entries) {
    if (entry.seq <= into.state.seq) continue
    into.state = evolve(into.state, entry)
    into.seen.set(intentKey(entry), entry.seq)
  }
}
