/** The runs of a talk: how the next one begins, and how an earlier one is read. */
import type { Event, NewEntry } from '../../protocol/event.ts'
import type { Epoch, TalkId } from '../../protocol/ids.ts'
import { SERVER } from '../../protocol/role.ts'
import { EMPTY, evolve, type State } from '../../protocol/state.ts'
import { newId } from '../base/new-id.ts'
import type { TalkLog } from '../log/log.ts'
import { readSnapshot } from './snapshot.ts'

/** A run with everything that its entries say. */
export interface FoldedRun {
  state: State
  /** How many browsers and devices wrote something. */
  people: number
}

/** Folds a run from its first entry. If the log has trimmed that one, it starts with the snapshot. */
export async function foldRun(log: TalkLog, talk: TalkId, run: number): Promise<FoldedRun> {
  const actors = new Set<string>()
  let state = EMPTY
  for await (const entry of log.readRun(talk, run)) {
    if (state.seq === 0 && entry.seq > 1) {
      const snapshot = readSnapshot(await log.runSnapshot(talk, run))
      state = snapshot?.state ?? EMPTY
      for (const key of snapshot?.seen.keys() ?? []) actors.add(key.slice(0, key.indexOf(' ')))
    }
    actors.add(entry.by)
    if (entry.seq > state.seq) state = evolve(state, entry)
  }
  actors.delete(SERVER.id)
  return { state, people: actors.size }
}

/**
 * Begins the run after the one with this epoch, with the slides that the talk has and the plan of its rehearsals.
 * Everything else starts empty. False if another node was faster.
 */
export async function beginNextRun(
  log: TalkLog,
  talk: TalkId,
  epoch: Epoch,
  { talk: { version, outline }, run: { plan, measured } }: Pick<State, 'talk' | 'run'>,
  at: number,
): Promise<boolean> {
  const id = newId()
  return log.begin(talk, epoch, (run) => {
    const rehearsed = measured ?? plan
    const events: Event[] = [
      { type: 'run/begun', run, ...(rehearsed.length > 0 && { plan: [...rehearsed] }) },
    ]
    if (version !== '') events.push({ type: 'talk/outlined', version, slides: outline })
    return events.map((event): NewEntry => ({ at, by: SERVER.id, id, event }))
  })
}
