/** The default log: one SQLite file and one transaction per batch, on disk before it answers. */
import type { Epoch, TalkId } from '../../../protocol/ids.ts'
import { createSubscribers } from '../subscribers.ts'
import { warn, type OpenedLog, type Report, type TalkLog } from '../log.ts'
import { pages, type ReadPage } from '../paging.ts'
import { soleLease } from '../sole-lease.ts'
import { closeFile, isDamage, mergeFile, openFile, replaceBroken, type OpenedFile } from './file.ts'
import { eraseRun } from './erase.ts'
import { createSnapshots, type Snapshots } from './snapshots.ts'
import { loadSqlite } from './driver.ts'
import { openStore, type Store } from './store.ts'
import { createSignalBus } from '../signal-bus.ts'

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

/** Between two attempts to replace a damaged file, each of which reads all of it. */
const REPLACE_AGAIN_MS = 10_000

function createLog({ replace, report, ...file }: LogParts): TalkLog {
  let store = openStore(file)
  let snapshots = snapshotsOf(store)
  const epochListeners = new Map<TalkId, Set<(epoch: Epoch, first?: boolean) => void>>()
  let replacedAt = -Infinity
  let closed = false

  function open(): void {
    if (closed) throw new Error('The log is closed.')
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
  function snapshotsOf(own: Store): Snapshots {
    const step = (work: () => void): void =>
      unbroken(() => store.trusting(() => void (store === own && work())))
    return createSnapshots(own.db, step, () => closed || store !== own)
  }

  function replaceFile(cause: unknown): void {
    replacedAt = performance.now()
    const next = replace(() => {
      mergeFile(store.db)
      store.db.close()
    })
    store = openStore(next)
    snapshots = snapshotsOf(store)
    const { entries = 0, lost = 0 } = next.salvaged ?? {}
    const line = `the database was damaged and was renamed to ${next.keptAside}; ${entries} entries were recovered, ${lost} could not be read`
    report(Object.assign(new Error(line, { cause }), { errstr: line }))
    for (const talk of epochListeners.keys()) startOver(talk, store.epoch(store.keyOf(talk)))
  }

  function startOver(talk: TalkId, epoch: Epoch, first?: boolean): void {
    followers.end(talk)
    for (const listener of epochListeners.get(talk) ?? []) listener(epoch, first)
  }

  const readPage: ReadPage = (talk, after, limit) =>
    unbroken(() => store.page(store.keyOf(talk), after, limit))
  const runPage: ReadPage = (key, after, limit) => unbroken(() => store.page(key, after, limit))
  const followers = createSubscribers(readPage, report)
  const signals = createSignalBus(report)

  return {
    async append(talk, after, batch) {
      open()
      const before = store
      if (after !== unbroken(() => store.head(store.keyOf(talk)))) return 'stale'
      const entries = batch.map((entry, i) => ({ ...entry, seq: after + 1 + i }))
      if (entries.length === 0) return entries
      unbroken(() => store === before && store.write(store.keyOf(talk), entries))
      // Subscribers of the damaged file start over before they append.
      if (store !== before) return 'stale'
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
    signal: (talk, signal) => signals.signal(talk, signal),
    onSignal(talk, listener) {
      open()
      return signals.onSignal(talk, listener)
    },
    epoch: async (talk) => unbroken(() => store.epoch(store.keyOf(talk))),
    // We hold the only lock on the file, so the epoch changes only through damage or with a new run.
    onEpoch(talk, listener) {
      const listeners = epochListeners.get(talk) ?? new Set()
      epochListeners.set(talk, listeners.add(listener))
      return () => listeners.delete(listener)
    },
    lease: soleLease,
    async saveSnapshot(talk, snapshot) {
      open()
      await snapshots.save(store.keyOf(talk), snapshot)
    },
    async snapshot(talk) {
      return unbroken(() => snapshots.read(store.keyOf(talk)))
    },
    talks: async () => unbroken(() => store.talks()),
    runs: async (talk) => unbroken(() => store.records(talk)),
    async *readRun(talk, run) {
      for await (const entries of pages(runPage, store.keyOf(talk, run), 0)) yield* entries
    },
    async runSnapshot(talk, run) {
      return unbroken(() => snapshots.read(store.keyOf(talk, run)))
    },
    async begin(talk, epoch, first) {
      open()
      const before = store
      if (unbroken(() => store.epoch(store.keyOf(talk))) !== epoch) return false
      const entries = first(store.runNow(talk) + 1).map((entry, i) => ({ ...entry, seq: 1 + i }))
      const next = unbroken(() => store === before && store.begin(talk, entries))
      if (next === false) return false
      startOver(talk, next, false)
      return true
    },
    async forget(talk, run) {
      open()
      const key = store.keyOf(talk, run)
      if (run === store.runNow(talk)) throw new Error(`Run ${run} of the talk "${talk}" is the current one.`)
      if (!unbroken(() => store.records(talk)).some((each) => each.run === run)) return false
      await eraseRun(store.db, key, (work) => unbroken(() => store.trusting(work)))
      store.forgotten(key)
      return true
    },
    async close() {
      if (closed) return
      closed = true
      followers.close()
      signals.close()
      closeFile(store.db)
    },
  }
}
