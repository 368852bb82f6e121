/** What every log knows of the runs of a talk: each run is a log of its own, and the newest one is current. */
import type { TalkId } from '../../protocol/ids.ts'

/** A run as the log sees it. */
export interface RunRecord {
  /** 1, 2, 3 …; the number of a deleted run is not used again. */
  run: number
  /** The number of its last entry. */
  entries: number
  /** When its first and its last entry were decided, in ms since 1970; null without entries. */
  startedAt: number | null
  endedAt: number | null
}

/** A talk's id has no `@`, so a key of one talk is never one of another. */
export function runKey(talk: TalkId, run: number): string {
  return `${talk}@${run}`
}

/** The talk and the run of a key; the key of a first run may be the talk's id alone. */
export function readRunKey(key: string): { talk: TalkId; run: number } {
  const [talk = '', run = '1'] = key.split('@')
  return { talk, run: Number(run) }
}
