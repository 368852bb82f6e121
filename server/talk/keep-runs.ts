/** Lists, begins and deletes the runs of a talk, live or not, and deletes those that are older than they may be kept. */
import type { TalkId } from '../../protocol/ids.ts'
import type { RunRecord, TalkLog } from '../log/log.ts'
import { readFolded } from './replica.ts'
import { beginNextRun, foldRun } from './runs.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** The entries with which a run begins: its number and the slides. Such a run has not been given. */
const FIRST_ENTRIES = 2

export interface RunRow extends RunRecord {
  people: number
  /** The current run goes on, unless the talk was ended. */
  state: 'current' | 'ended'
  kind: 'talk' | 'rehearsal'
}

/** The runs that have entries, in their order. */
export async function listRuns(log: TalkLog, talk: TalkId): Promise<RunRow[]> {
  const records = await log.runs(talk)
  const current = records.at(-1)?.run
  const rows: RunRow[] = []
  for (const record of records) {
    if (record.entries === 0) continue
    const { state, people } = await foldRun(log, talk, record.run)
    const ended = record.run !== current || state.talk.over
    const kind = state.run.rehearsal ? 'rehearsal' : 'talk'
    rows.push({ ...record, people, kind, state: ended ? 'ended' : 'current' })
  }
  return rows
}

/** Begins the next run, and returns its number. If the room is live, all its browsers change to it. */
export async function beginRun(log: TalkLog, talk: TalkId, now: number): Promise<number> {
  for (;;) {
    const { epoch, state } = await readFolded(log, talk)
    // Otherwise another run has begun meanwhile.
    if (await beginNextRun(log, talk, epoch, state, now)) return (await log.runs(talk)).at(-1)?.run ?? 1
  }
}

/**
 * Deletes the runs whose last entry is older than `keepDays`. The current run is then replaced by an empty one. Returns
 * what was deleted.
 */
export async function deleteOldRuns(
  log: TalkLog,
  keepDays: number,
  now: number,
): Promise<{ talk: TalkId; run: number }[]> {
  const deleted: { talk: TalkId; run: number }[] = []
  for (const talk of await log.talks()) {
    const records = await log.runs(talk)
    const current = records.at(-1)
    for (const { run, entries, startedAt, endedAt } of records) {
      // A clock that was set back must not make a run old.
      if (now - Math.max(startedAt ?? now, endedAt ?? now) < keepDays * DAY_MS) continue
      if (run === current?.run) {
        if (entries <= FIRST_ENTRIES) continue
        await beginRun(log, talk, now)
      }
      if (await log.forget(talk, run)) deleted.push({ talk, run })
    }
  }
  return deleted
}

/** Deletes old runs now and once a day. Resolves after the first time; returns its undo. */
export async function keepDeleting(
  log: TalkLog,
  keepDays: number,
  tell: { deleted(run: { talk: TalkId; run: number }): void; failed(error: unknown): void },
): Promise<() => void> {
  const once = async (): Promise<void> => {
    try {
      for (const run of await deleteOldRuns(log, keepDays, Date.now())) tell.deleted(run)
    } catch (error) {
      tell.failed(error)
    }
  }
  await once()
  const timer = setInterval(() => void once(), DAY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
