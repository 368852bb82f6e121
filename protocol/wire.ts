/** What is sent between a browser and the gateway: calls, patches, signals, limits. */
import type { Deck, DeckSettings } from './deck.ts'
import type { Position } from './position.ts'
import type { FeatureName } from './features/index.ts'
import type { Epoch } from './ids.ts'
import type { Refusal } from './refusal.ts'
import type { SignalName, SignalNews } from './signals.ts'
import type { Change, Own, View } from './view.ts'

/** A page with another version is refused as `outdated` and reloads once. */
export const PROTOCOL_VERSION = 2
/** Bytes of one message from a browser. */
export const MAX_MESSAGE_BYTES = 16 * 1024
/** Levels of nesting in one message from a browser. */
export const MAX_DEPTH = 6

/** Stops at the limit, so that a deep value cannot exhaust the stack. */
export function shallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.values(value).every((inner) => shallow(inner, levels - 1))
}

/**
 * The answer to an intent. `seq` is the entry in which it took effect. It is stored when this answer arrives, unless
 * `durable` is false: then connected browsers see it, and it is stored once the log can be written again.
 */
export type Ack = { ok: true; seq: number; durable?: false } | { ok: false; refusal: Refusal }

/** What a browser may send. Each takes one payload and an optional acknowledgement. */
export interface Calls {
  /** Payload: an `Intent`. */
  intent: (intent: unknown, ack: (answer: Ack) => void) => void
  /** Measures the round trip and the clocks' offset: answers with the server's time in ms since 1970. */
  probe: (nothing: null, ack: (answer: number) => void) => void
  /**
   * Starts or ends a subscription (`channels.ts`), or repairs a gap in one. What the browser lacks is sent before the
   * acknowledgement: null, or a refusal.
   */
  subscribe: (subscription: unknown, ack?: (answer: unknown) => void) => void
  /** Payload: a `Query` (`queries.ts`). */
  query: (query: unknown, ack: (answer: unknown) => void) => void
}

/** What the server sends. A refused handshake is Socket.IO's `connect_error` with a refusal code. */
export interface News {
  /**
   * A change of one channel, flat to stay small on the wire. `from` is the entry up to which the receiver must have the
   * channel; 0 replaces the whole view. `own` is for this participant only: null for nothing, absent when unchanged.
   */
  patch: <N extends FeatureName>(
    epoch: Epoch,
    channel: N,
    from: number,
    to: number,
    change: View[N] | Change<N>,
    own?: Own[N] | null,
  ) => void
  signal: <N extends SignalName>(name: N, news: SignalNews<N>) => void
}

/** What the server writes into a page for its script, as JSON in the element `#boot`. */
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
  /** The position of the talk when the page was made; null on the presenter's page. */
  position: Position | null
  /** On a demo's page: this browser is paired, so it may moderate. */
  paired?: boolean
}
