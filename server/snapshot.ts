/** A talk's fold as one JSON text, so that a restart need not read the whole log. */
import type { NewEntry } from '../protocol/event.ts'
import { EMPTY, type State } from '../protocol/state.ts'
import type { Snapshot } from './log/log.ts'

/** Raised whenever `evolve` or the state's shape changes; older snapshots are then folded anew. */
const VERSION = 5

/** `actor intent-id` → the entry it ended in. */
export type Seen = Map<string, number>

/** Ids are made by browsers, so one actor's id means nothing for another's wish. */
export function intentKey({ by, id }: Pick<NewEntry, 'by' | 'id'>): string {
  return `${by} ${id}`
}

export function writeSnapshot(state: State, seen: Seen): Snapshot {
  return { seq: state.seq, body: JSON.stringify({ version: VERSION, state, seen: [...seen] }) }
}

/** Null when there is none, or when it is of another version or damaged: the log itself is the truth. */
export function readSnapshot(snapshot: Snapshot | null): { state: State; seen: Seen } | null {
  if (!snapshot) return null
  try {
    const { version, state, seen } = JSON.parse(snapshot.body) as {
      version: number
      state: State
      seen: [string, number][]
    }
    const whole = version === VERSION && state.seq === snapshot.seq && hasAllParts(state)
    return whole ? { state, seen: new Map(seen) } : null
  } catch {
    return null
  }
}

/** What several nodes share may have been written by others too. */
function hasAllParts(state: State): boolean {
  return (Object.keys(EMPTY) as (keyof State)[]).every((part) => {
    return state[part] !== null && typeof state[part] === typeof EMPTY[part]
  })
}
