/** What travels between a browser and the gateway: the handshake, calls, patches, signals, limits. */
import * as v from 'valibot'
import type { Deck, DeckSettings } from './deck.ts'
import type { Position } from './features/position.ts'
import { epochSchema, talkIdSchema, type Epoch } from './ids.ts'
import type { Refusal } from './refusal.ts'
import { ROLES } from './role.ts'
import type { SignalNews, ToldSignal } from './signals.ts'
import type { TopicName, Topics } from './topics.ts'
import type { Changes } from './view.ts'

/** A page that speaks another version is refused as `outdated` and reloads once. */
export const PROTOCOL_VERSION = 1
/** Bytes of one message from a browser. */
export const MAX_MESSAGE_BYTES = 16 * 1024
/** Levels of nesting in one message from a browser. */
export const MAX_DEPTH = 6

/** Stops at the limit, so that a deep value cannot exhaust the stack. */
export function shallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.values(value).every((inner) => shallow(inner, levels - 1))
}

const seqSchema = v.pipe(v.number(), v.integer(), v.minValue(0))

/** The `auth` of the Socket.IO handshake. `epoch` and `seq` say what the browser already has. */
export const helloSchema = v.strictObject({
  protocol: v.number(),
  talk: talkIdSchema,
  role: v.picklist(ROLES),
  epoch: v.optional(epochSchema),
  seq: v.optional(seqSchema),
})
export type Hello = v.InferOutput<typeof helloSchema>

/**
 * The answer to an intent. `seq` is the entry that made it true; it is stored when this arrives, unless
 * `durable` is false: then it is shown to whoever is connected, and stored once the log can be written again.
 */
export type Ack = { ok: true; seq: number; durable?: false } | { ok: false; refusal: Refusal }

/** What a browser may send. Each takes one payload and an optional acknowledgement. */
export interface Calls {
  /** Payload: an `Intent`. */
  intent: (intent: unknown, ack: (answer: Ack) => void) => void
  /** Measures the round trip and the clocks' offset: answers with the server's time in ms since 1970. */
  probe: (nothing: null, ack: (answer: number) => void) => void
  /** Begins or ends watching a topic of live elements; answered by that topic's news. */
  watch: (watch: unknown) => void
  /** Payload: an `Ask` (`queries.ts`). */
  ask: (ask: unknown, ack: (answer: unknown) => void) => void
  /** Asks for a fresh start after a gap: answered by a patch from 0. */
  resync: (nothing: null) => void
}

interface Patches {
  /** `from`: the entry the receiver must have reached; 0 starts over and replaces the whole view. */
  patch: (epoch: Epoch, from: number, to: number, changes: Changes) => void
  /** News of a topic that this browser watches. */
  topic: <N extends TopicName>(name: N, news: Topics[N]) => void
}

/** What the server sends; a refused handshake is Socket.IO's `connect_error` with a refusal code. A patch is sent flat to stay small on the wire. */
export type News = Patches & { [N in ToldSignal]: (news: SignalNews<N>) => void }

/** What the server writes into a page for its script: the element `#boot` holds it as JSON. */
export interface Boot {
  talk: string
  title: string
  /** Version of the deck in this page. */
  version: string
  settings: DeckSettings
  theme: Deck['theme']
  /** Planned length in minutes, 0 when unknown. */
  durationMinutes: number
  /** The address that the audience types or scans. */
  joinUrl: string
  /** Where the talk stood when the page was made; null on the presenter's page. */
  position: Position | null
  /** On a demo's page: this browser is paired, so it may watch over the room as its moderator. */
  paired?: boolean
}
