/** The fold: the state of a talk after its entries. Private data is kept here and leaves only through a view. */
import type { Entry, Event } from './event.ts'
import type { Fold } from './feature.ts'
import { FEATURE_NAMES, features, type FeatureName, type Features } from './features/index.ts'

type Slices = { [N in FeatureName]: Features[N]['empty'] }

export interface State extends Slices {
  /** The number of the last folded entry; 0 for none. */
  seq: number
  /** For each slice, the entry that last changed it; 0 for never. */
  changed: Record<FeatureName, number>
}

export const EMPTY: State = {
  seq: 0,
  ...(forEach((name) => features[name].empty) as Slices),
  changed: forEach(() => 0),
}

type Folds<S> = { [T in Event['type']]?: Fold<S, Extract<Event, { type: T }>, State> }
/** The compiler reports here a feature that reads a slice that does not exist, or folds an event with another shape. */
const rules: { [N in FeatureName]: { evolve: Folds<Slices[N]> } } = features

/** For each type of event, the features whose slices it may change. */
const listeners = new Map<string, [name: FeatureName, fold: Fold<never, Event, State>][]>()
for (const name of FEATURE_NAMES) {
  for (const [type, fold] of Object.entries(rules[name].evolve)) {
    listeners.set(type, [...(listeners.get(type) ?? []), [name, fold as Fold<never, Event, State>]])
  }
}

/** Folds the next entry. Never fails: an event of a later version changes nothing except `seq`. */
export function evolve(state: State, entry: Entry): State {
  const next: State = { ...state, seq: entry.seq, changed: { ...state.changed } }
  for (const [name, fold] of listeners.get(entry.event.type) ?? []) {
    const slice = fold(state[name] as never, entry, state)
    if (slice === state[name]) continue
    Object.assign(next, { [name]: slice })
    next.changed[name] = entry.seq
  }
  return next
}

function forEach<T>(make: (name: FeatureName) => T): Record<FeatureName, T> {
  return Object.fromEntries(FEATURE_NAMES.map((name) => [name, make(name)])) as Record<FeatureName, T>
}
