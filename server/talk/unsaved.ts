/** The state of a talk while its log cannot be written: waiting events, folded on top of the stored ones. */
import { randomBytes } from 'node:crypto'
import type { Entry, Event, NewEntry } from '../../protocol/event.ts'
import type { Epoch } from '../../protocol/ids.ts'
import { evolve, type State } from '../../protocol/state.ts'
import { intentKey, type Seen } from './snapshot.ts'

/** These events of another node contradict the waiting ones: a new position, or a new holder of the lease. */
const OVERTAKES: readonly Event['type'][] = ['position/moved', 'driver/taken']

export interface Unsaved {
  /** The stored state with the waiting entries on top. */
  readonly state: State
  readonly waiting: readonly NewEntry[]
  /** The ids of the waiting intents. */
  readonly seen: Seen
  /** The numbers of waiting entries are not the log's, so browsers see them in a temporary epoch. */
  readonly epoch: Epoch
  add(batch: NewEntry[]): void
  /**
   * More entries are stored now. Waiting entries that are among them are done. If another node has moved the talk or
   * changed its driver meanwhile, all waiting entries are dropped, because they are outdated.
   */
  rebase(stored: State, arrived: Entry[]): void
}

export function createUnsaved(stored: State): Unsaved {
  const epoch = `unsaved-${randomBytes(6).toString('base64url')}`
  let state = stored
  let waiting: NewEntry[] = []
  const seen: Seen = new Map()

  function fold(entries: NewEntry[]): void {
    for (const entry of entries) {
      state = evolve(state, { ...entry, seq: state.seq + 1 })
      seen.set(intentKey(entry), state.seq)
    }
  }

  return {
    get state() {
      return state
    },
    get waiting() {
      return waiting
    },
    seen,
    epoch,
    add(batch) {
      waiting.push(...batch)
      fold(batch)
    },
    rebase(next, arrived) {
      const ours = new Set(waiting.map(intentKey))
      const foreign = arrived.filter((entry) => !ours.has(intentKey(entry)))
      const written = new Set(arrived.map(intentKey))
      const moved = foreign.some(({ event }) => OVERTAKES.includes(event.type))
      waiting = moved ? [] : waiting.filter((entry) => !written.has(intentKey(entry)))
      seen.clear()
      state = next
      fold(waiting)
    },
  }
}
