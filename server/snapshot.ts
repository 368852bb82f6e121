/** A talk's fold as one JSON text, so that a restart need not read the whole log. Written in short turns. */
import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { NewEntry } from '../protocol/event.ts'
import type { Author, Chat } from '../protocol/features/chat.ts'
import type { ChatItem } from '../protocol/features/chat-item.ts'
import { HashMap } from '../protocol/persistent/hash-map.ts'
import { List } from '../protocol/persistent/list.ts'
import { EMPTY, type State } from '../protocol/state.ts'
import type { Snapshot } from './log/log.ts'

/** Raised when the same entries fold into other values of the same shape. */
const REVISION = 5
/** Another list of features, or a slice that begins with other fields, is another version; its snapshots are folded anew. */
const VERSION = `${REVISION}-${createHash('sha256').update(JSON.stringify(EMPTY)).digest('base64url').slice(0, 12)}`
/** Versions were plain numbers once: what that state was is known here. */
const PLAIN_VERSIONS: Record<string, string> = { 5: '5-U4t1I-60p8Cq' }
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

interface Written {
  version: string | number
  state: Omit<State, 'chat'>
  chat: Omit<Chat, 'numbers' | 'authors' | 'items' | 'changes'>
  /** How many items, and changes, were cut from the beginning of their lists. */
  cut: { items: number; changes: number }
  authors: Author[]
  items: ChatItem[]
  changes: ReturnType<Chat['changes']['slice']>
  seen: [string, number][]
}

/** What the state is now, whatever is folded in while it is written; `seen` may grow meanwhile. */
export async function writeSnapshot({ chat, ...state }: State, seen: Seen): Promise<Snapshot> {
  const { numbers: _, authors, items, changes, ...rest } = chat
  const { size } = seen
  const cut = { items: items.cut, changes: changes.cut }
  const head = JSON.stringify({ version: VERSION, state, chat: rest, cut } satisfies Partial<Written>)
  const parts = [head.slice(0, -1)]
  let began = performance.now()
  for (const [name, values] of Object.entries({ authors, items, changes, seen: first(size, seen) })) {
    parts.push(`,"${name}":[`)
    let separator = ''
    let count = 0
    for (const value of values as Iterable<unknown>) {
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
    const version = PLAIN_VERSIONS[written.version] ?? written.version
    if (version !== VERSION || written.state.seq !== snapshot.seq) return null
    const { authors, items, changes, cut } = written
    const chat: Chat = {
      ...written.chat,
      numbers: HashMap.of(authors.map(({ actor }, i) => [actor, i + 1])),
      authors: List.of(authors),
      items: List.of(items, cut.items),
      changes: List.of(changes, cut.changes),
    }
    const state: State = { ...written.state, chat }
    return hasAllParts(state) ? { state, seen: new Map(written.seen) } : null
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
