/** The log without storage: for tests, and for a talk that must leave nothing on disk. */
import { randomBytes } from 'node:crypto'
import type { Entry } from '../../protocol/event.ts'
import type { Epoch, TalkId } from '../../protocol/ids.ts'
import { createSubscribers } from './subscribers.ts'
import { warn, type Report, type Snapshot, type TalkLog } from './log.ts'
import { pages, type ReadPage } from './paging.ts'
import { soleLease } from './sole-lease.ts'
import { createSignalBus } from './signal-bus.ts'

interface Kept {
  epoch: Epoch
  entries: Entry[]
  snapshot: Snapshot | null
}

export function openMemoryLog(report: Report = warn): TalkLog {
  /** The runs of each talk, by number; the last one is current. */
  const talks = new Map<TalkId, Map<number, Kept>>()
  const epochListeners = new Map<TalkId, Set<(epoch: Epoch, first?: boolean) => void>>()
  let closed = false

  function runsOf(talk: TalkId): Map<number, Kept> {
    if (closed) throw new Error('The log is closed.')
    const runs = talks.get(talk) ?? new Map([[1, newRun()]])
    talks.set(talk, runs)
    return runs
  }
  const runNow = (talk: TalkId): number => Math.max(...runsOf(talk).keys())
  const kept = (talk: TalkId): Kept => runsOf(talk).get(runNow(talk)) ?? newRun()

  const readPage: ReadPage = (talk, after, limit) => kept(talk).entries.slice(after, after + limit)
  const followers = createSubscribers(readPage, report)
  const signals = createSignalBus(report)

  return {
    async append(talk, after, batch) {
      const { entries } = kept(talk)
      if (after !== entries.length) return 'stale'
      const added = batch.map((entry, i) => ({ ...entry, seq: after + 1 + i }))
      entries.push(...added)
      followers.wake(talk, added)
      return added
    },
    async *read(talk, after) {
      for await (const page of pages(readPage, talk, after)) yield* page
    },
    subscribe(talk, after, listener) {
      kept(talk)
      return followers.follow(talk, after, listener)
    },
    signal: (talk, signal) => signals.signal(talk, signal),
    onSignal(talk, listener) {
      kept(talk)
      return signals.onSignal(talk, listener)
    },
    epoch: async (talk) => kept(talk).epoch,
    // One process is the only writer, so entries are never lost, and only a new run changes the epoch.
    onEpoch(talk, listener) {
      const listeners = epochListeners.get(talk) ?? new Set()
      epochListeners.set(talk, listeners.add(listener))
      return () => listeners.delete(listener)
    },
    lease: soleLease,
    async saveSnapshot(talk, snapshot) {
      const known = kept(talk)
      if (snapshot.seq >= (known.snapshot?.seq ?? 0)) known.snapshot = { ...snapshot }
    },
    snapshot: async (talk) => kept(talk).snapshot,
    talks: async () => [...talks.keys()],
    runs: async (talk) =>
      [...runsOf(talk)].map(([run, { entries }]) => ({
        run,
        entries: entries.length,
        startedAt: entries[0]?.at ?? null,
        endedAt: entries.at(-1)?.at ?? null,
      })),
    async *readRun(talk, run) {
      yield* runsOf(talk).get(run)?.entries ?? []
    },
    runSnapshot: async (talk, run) => runsOf(talk).get(run)?.snapshot ?? null,
    async begin(talk, epoch, first) {
      if (kept(talk).epoch !== epoch) return false
      const run = runNow(talk) + 1
      const entries = first(run).map((entry, i) => ({ ...entry, seq: 1 + i }))
      const next = { ...newRun(), entries }
      runsOf(talk).set(run, next)
      followers.end(talk)
      for (const listener of epochListeners.get(talk) ?? []) listener(next.epoch, false)
      return true
    },
    async forget(talk, run) {
      if (run === runNow(talk)) throw new Error(`Run ${run} of the talk "${talk}" is the current one.`)
      return runsOf(talk).delete(run)
    },
    async close() {
      closed = true
      followers.close()
      signals.close()
      talks.clear()
    },
  }
}

function newRun(): Kept {
  return { epoch: randomBytes(9).toString('base64url'), entries: [], snapshot: null }
}
