/** What a talk shows while its log cannot be written: events that wait, folded on top of what is stored. */
import { randomBytes } from 'node:crypto'
import type { Entry, Event, NewEntry } from '../../protocol/event.ts'
import type { Epoch } from '../../protocol/ids.ts'
import { evolve, type State } from '../../protocol/state.ts'
import { intentKey, type Seen } from './snapshot.ts'

/** What another node has stored meanwhile and what waits cannot both be true: the lease, too, has one holder. */
const OVERTAKES: readonly Event['type'][] = ['position/moved', 'driver/taken']

export interface Unsaved {
  /** What is stored, and what waits on top of it. */
  readonly state: State
  readonly waiting: readonly NewEntry[]
  /** The ids of what waits. */
  readonly seen: Seen
  /** The numbers on top are not the log's, so browsers see them in a life of their own. */
  readonly epoch: Epoch
  add(batch: NewEntry[]): void
  /**
   * More is stored now. What waits and is among it has arrived after all; when another node has moved the
   * talk or given it another driver meanwhile, what waits is dropped, since its time is over.
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
