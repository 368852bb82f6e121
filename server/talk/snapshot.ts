/** A talk's fold as one JSON text, so that a restart need not read the whole log. Written in short turns. */
import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { NewEntry } from '../../protocol/event.ts'
import { FEATURE_NAMES } from '../../protocol/features/index.ts'
import { HashMap } from '../../protocol/persistent/hash-map.ts'
import { List } from '../../protocol/persistent/list.ts'
import { EMPTY, type State } from '../../protocol/state.ts'
import type { Snapshot } from '../log/log.ts'

/** Raised when the same entries fold into other values of the same shape. */
const REVISION = 6
/** Another list of features, or a slice that begins with other fields, is another version; its snapshots are folded anew. */
const VERSION = `${REVISION}-${createHash('sha256').update(JSON.stringify(EMPTY)).digest('base64url').slice(0, 12)}`
/** The text is made in turns of about this length, with the talk going on between them. */
const TURN_MS = 2
/** Values between two looks at the clock. */
const VALUES_AT_ONCE = 100

/** `actor intent-id` → the entry it ended in. */
export type Seen = Map<string, number>

/** Ids are made by browsers, so one actor's id means nothing for another's wish. */
export function intentKey({ by, id }: Pick<NewEntry, 'by' | 'id'>): string {
  return `${by} ${id}`
}

type Fields = Record<string, unknown>

/** The long fields of all slices, by `feature.field`. */
const LONG = FEATURE_NAMES.flatMap((name) =>
  Object.entries(EMPTY[name])
    .filter(([, value]) => value instanceof List || value instanceof HashMap)
    .map(([field, value]) => ({
      name,
      field,
      key: `${name}.${field}` as const,
      isList: value instanceof List,
    })),
)

interface Written {
  version: string
  /** Without its long fields. */
  state: State
  /** How many values were cut from the beginning of each list. */
  cut: Record<string, number>
  seen: [string, number][]
  [key: `${string}.${string}`]: unknown[]
}

/** What the state is now, whatever is folded in while it is written; `seen` may grow meanwhile. */
export async function writeSnapshot(state: State, seen: Seen): Promise<Snapshot> {
  const { size } = seen
  const short: Record<string, unknown> = { ...state }
  const cut: Written['cut'] = {}
  const long: Record<string, Iterable<unknown>> = {}
  for (const { name, field, key } of LONG) {
    const { [field]: value, ...rest } = short[name] as Fields
    short[name] = rest
    long[key] = value as Iterable<unknown>
    if (value instanceof List) cut[key] = value.cut
  }
  const parts = [JSON.stringify({ version: VERSION, state: short, cut }).slice(0, -1)]
  let began = performance.now()
  for (const [name, values] of Object.entries({ ...long, seen: first(size, seen) })) {
    parts.push(`,"${name}":[`)
    let separator = ''
    let count = 0
    for (const value of values) {
      parts.push(separator + JSON.stringify(value))
      separator = ','
      if (++count % VALUES_AT_ONCE !== 0 || performance.now() - began < TURN_MS) continue
      await nextTurn()
      began = performance.now()
    }
    parts.push(']')
  }
  return { seq: state.seq, body: `${parts.join('')}}` }
}

/** A map is read in the order in which it was filled, so what comes meanwhile is behind these. */
function* first<T>(count: number, values: Iterable<T>): Generator<T> {
  let left = count
  if (left === 0) return
  for (const value of values) {
    yield value
    if (--left === 0) return
  }
}

/** Null when there is none, or when it is of another version or damaged: the log itself is the truth. */
export function readSnapshot(snapshot: Snapshot | null): { state: State; seen: Seen } | null {
  if (!snapshot) return null
  try {
    const written = JSON.parse(snapshot.body) as Written
    const { version, state, cut, seen } = written
    if (version !== VERSION || state.seq !== snapshot.seq) return null
    for (const { name, field, key, isList } of LONG) {
      const values = written[key]
      const value = isList ? List.of(values, cut[key]) : HashMap.of(values as [string, unknown][])
      Object.assign(state[name], { [field]: value })
    }
    return hasAllParts(state) ? { state, seen: new Map(seen) } : null
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
