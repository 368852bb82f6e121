/** A talk's fold as JSON, so that a restart need not read the whole log. It is written in short turns. */
import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { NewEntry } from '../../protocol/event.ts'
import { FEATURE_NAMES } from '../../protocol/features/index.ts'
import { HashMap } from '../../protocol/persistent/hash-map.ts'
import { List } from '../../protocol/persistent/list.ts'
import { EMPTY, type State } from '../../protocol/state.ts'
import type { Snapshot } from '../log/log.ts'

/** Increased when the same entries fold into other values of the same shape. */
const REVISION = 9
/**
 * Another list of features, or another set of fields in an empty slice, is another version, whose snapshots are not
 * read.
 */
const VERSION = `${REVISION}-${createHash('sha256').update(JSON.stringify(EMPTY)).digest('base64url').slice(0, 12)}`
/** The text is made in turns of about this length, so that the talk continues between them. */
const TURN_MS = 2
/** Values between two checks of the clock. */
const VALUES_AT_ONCE = 100

/** `actor intent-id` → the entry that it resulted in. */
export type Seen = Map<string, number>

/** Browsers make the ids, so an id is unique only per actor. */
export function intentKey({ by, id }: Pick<NewEntry, 'by' | 'id'>): string {
  return `${by} ${id}`
}

type Fields = Record<string, unknown>

/** The collections of all slices, by `feature.field`. */
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
  /** The state without its collections. */
  state: State
  /** How many values were removed from the start of each list. */
  cut: Record<string, number>
  seen: [string, number][]
  [key: `${string}.${string}`]: unknown[]
}

/** Writes the current state, even if more entries are folded in meanwhile; `seen` may grow. */
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

/** A map is iterated in insertion order, so later additions come after these. */
function* first<T>(count: number, values: Iterable<T>): Generator<T> {
  let left = count
  if (left === 0) return
  for (const value of values) {
    yield value
    if (--left === 0) return
  }
}

/** Null if there is none, or if it is damaged or of another version. The log alone is enough. */
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

/** A snapshot shared by several nodes may have been written by other programs, too. */
function hasAllParts(state: State): boolean {
  return (Object.keys(EMPTY) as (keyof State)[]).every((part) => {
    return state[part] !== null && typeof state[part] === typeof EMPTY[part]
  })
}
