/**
 * What this person has sent and the server has not yet answered. It is kept on the device, so that a vote or a question
 * made offline survives a reload, and is sent with the same id until the server accepts or refuses it.
 */
import type { Intent } from '../protocol/intent.ts'
import { refusal, type Refusal } from '../protocol/refusal.ts'
import type { Role } from '../protocol/role.ts'
import type { Connection } from './connection/connection.ts'
import { sendWithCookie } from './connection/with-cookie.ts'
import { keep, outboxKey, readKept } from './kept.ts'

export interface OutboxItem {
  readonly intent: Intent
  /** Of several items with the same key, only the newest is sent: a later vote replaces the one that waits. */
  readonly key?: string
  /** `sent` is told once; then the item leaves the outbox. A refused one stays until it is dismissed. */
  readonly state: 'pending' | 'sent' | 'refused'
  /** Why, once it is refused. */
  readonly refusal?: Refusal
}

export interface Outbox {
  readonly items: readonly OutboxItem[]
  send(intent: Intent, key?: string): void
  /** Calls at once and after each change with all items, the oldest first. Returns its undo. */
  on(listener: (items: readonly OutboxItem[]) => void): () => void
  /** Removes an item. One that is being sent at this moment may still take effect. */
  dismiss(intentId: string): void
  close(): void
}

/** More than these are refused as `unavailable` until some are sent. */
const MOST_ITEMS = 50
const MOST_CHARACTERS = 64_000
/** After an answer that it cannot be stored now; doubled with each answer, up to the last. */
const RETRY_MS = 2000
const RETRY_MOST_MS = 15_000

interface Held {
  item: OutboxItem
  /** Not before this time, in ms since 1970. */
  dueAt: number
  /** The server said when, so that a new connection changes nothing. */
  limited: boolean
  tries: number
}

type Line = Pick<Connection, 'send' | 'reconnect' | 'onLink' | 'link'>

export function createOutbox(connection: Line, storageKey: string, random = Math.random): Outbox {
  let held = parse(readKept(storageKey)).map((item): Held => ({ item, dueAt: 0, limited: false, tries: 0 }))
  /** Every item that this page has held; the others in the storage belong to other pages of this browser. */
  const known = new Set(held.map(({ item }) => item.intent.id))
  const listeners = new Set<(items: readonly OutboxItem[]) => void>()
  let sending = false
  let closed = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const items = (): OutboxItem[] => held.map(({ item }) => item)

  function changed(): void {
    const others = parse(readKept(storageKey)).filter(({ intent }) => !known.has(intent.id))
    const kept = [...others, ...items().filter(({ state }) => state !== 'sent')]
    keep(storageKey, kept.length === 0 ? '' : JSON.stringify(kept))
    const now = items()
    for (const listener of listeners) listener(now)
  }

  function next(): Held | undefined {
    if (closed || connection.link !== 'live') return undefined
    return held.find(({ item, dueAt }) => item.state === 'pending' && dueAt <= Date.now())
  }

  async function sendAll(): Promise<void> {
    if (sending) return
    sending = true
    for (let each = next(); each; each = next()) await deliver(each)
    sending = false
    const waiting = held.filter(({ item }) => item.state === 'pending').map(({ dueAt }) => dueAt)
    clearTimeout(timer)
    if (closed || waiting.length === 0 || connection.link !== 'live') return
    timer = setTimeout(() => void sendAll(), Math.max(0, Math.min(...waiting) - Date.now()))
  }

  async function deliver(each: Held): Promise<void> {
    const ack = await sendWithCookie(connection, each.item.intent)
    // Replaced or dismissed meanwhile.
    if (!held.includes(each)) return
    if (ack.ok) {
      each.item = { ...each.item, state: 'sent' }
      changed()
      held = held.filter((other) => other !== each)
      return changed()
    }
    const { code, retry, retryAfterMs } = ack.refusal
    if (retry && code !== 'internal') {
      const waitMs = Math.min(RETRY_MOST_MS, RETRY_MS * 2 ** each.tries) * (0.5 + random() / 2)
      each.tries += 1
      each.limited = retryAfterMs !== undefined
      each.dueAt = Date.now() + (retryAfterMs ?? waitMs)
      return
    }
    each.item = { ...each.item, state: 'refused', refusal: ack.refusal }
    changed()
  }

  const unlink = connection.onLink((link) => {
    if (link !== 'live') return
    for (const each of held) if (!each.limited) each.dueAt = 0
    void sendAll()
  })

  return {
    get items() {
      return items()
    },
    send(intent, key) {
      const earlier = held.filter(({ item }) => key !== undefined && item.key === key)
      held = held.filter((each) => !earlier.includes(each))
      const item: OutboxItem = { intent, state: 'pending', ...(key !== undefined && { key }) }
      const isFull = held.length >= MOST_ITEMS || JSON.stringify([...items(), item]).length > MOST_CHARACTERS
      known.add(intent.id)
      if (isFull) {
        const full: OutboxItem = { ...item, state: 'refused', refusal: refusal('unavailable') }
        for (const listener of listeners) listener([...items(), full])
        return
      }
      held.push({ item, dueAt: 0, limited: false, tries: 0 })
      changed()
      void sendAll()
    },
    on(listener) {
      listeners.add(listener)
      listener(items())
      return () => listeners.delete(listener)
    },
    dismiss(intentId) {
      held = held.filter(({ item }) => item.intent.id !== intentId)
      changed()
    },
    close() {
      closed = true
      clearTimeout(timer)
      unlink()
    },
  }
}

const open = new Map<string, Outbox>()

/** The one outbox of this page for a talk and a role. `connection` is the page's own, not an element's. */
export function outboxOf(talk: string, role: Role, connection: Connection): Outbox {
  const key = outboxKey(talk, role)
  const outbox = open.get(key) ?? createOutbox(connection, key)
  open.set(key, outbox)
  return outbox
}

/** The storage may contain anything. The server checks the intents themselves. */
function parse(text: string): OutboxItem[] {
  try {
    const found: unknown = JSON.parse(text || '[]')
    return Array.isArray(found) ? found.filter(isItem).slice(0, MOST_ITEMS) : []
  } catch {
    return []
  }
}

function isItem(found: unknown): found is OutboxItem {
  const { intent, state, refusal: reason } = (found ?? {}) as Partial<OutboxItem>
  if (typeof intent?.id !== 'string' || typeof intent.type !== 'string') return false
  return state === 'pending' || (state === 'refused' && typeof reason?.code === 'string')
}
