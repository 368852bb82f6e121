/** Reads the entries that a report or a replay is made from. */
import type { Entry } from '../../protocol/event.ts'
import type { TalkId } from '../../protocol/ids.ts'
import type { State } from '../../protocol/state.ts'
import type { TalkLog } from '../log/log.ts'
import { readSnapshot } from '../talk/snapshot.ts'

/** A talk, and the number of one of its runs; null for the current one. */
export interface GivenTalk {
  log: Pick<TalkLog, 'read' | 'readRun' | 'runs' | 'runSnapshot'>
  talk: TalkId
  run: number | null
}

/** All entries of the run, in order. */
export function entriesOf({ log, talk, run }: GivenTalk): AsyncIterable<Entry> {
  return run === null ? log.read(talk, 0) : log.readRun(talk, run)
}

/** The fold of the entries that the log has trimmed; undefined if it cannot be read. */
export async function stateBefore({ log, talk, run }: GivenTalk): Promise<State | undefined> {
  const current = run ?? (await log.runs(talk)).at(-1)?.run
  const snapshot = current === undefined ? null : await log.runSnapshot(talk, current)
  return readSnapshot(snapshot)?.state
}
