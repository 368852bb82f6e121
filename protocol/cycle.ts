/** The worker that a room may hammer: what is known of it, its queue, and the answers to a press. */

/** `http` is served and let go; `websocket` never ends by itself. */
export type CycleKind = 'http' | 'websocket'

/** What the worker does with each kind, in order; it stays in the last phase of a `websocket`. */
export const CYCLE_PHASES: Record<CycleKind, readonly string[]> = {
  http: ['handle', 'parse', 'build', 'send'],
  websocket: ['handle', 'handshake', 'receive ⇄ send'],
}

export interface CycleNews {
  /** `blocking`: one at a time. `loop`: an event loop, all at once. */
  style: 'blocking' | 'loop'
  /** Browsers by anonymous number, with the phase that the worker has reported. */
  serving: { browser: number; kind: CycleKind; phase: number }[]
  /** Browsers in line, the next one first. */
  waiting: number[]
  /** Presses taken in so far. */
  presses: number
  served: number
  /** Those that waited too long, or were hung up while they waited. */
  gaveUp: number
  /** The longest that anyone has waited for the worker, in ms. */
  longestMs: number
}

/** `presses` counts this one: news with fewer are older. `full`: the queue is, or the share of this address. `no-cookie`: the browser keeps none, so the press could not be its own. `pending`: this browser has one already. `often`: pressed too often. `closed`: nobody watches. */
export type CycleAnswer =
  | { ok: true; browser: number; presses: number }
  | { ok: false; why: 'full' | 'pending' | 'often' | 'closed' | 'no-cookie' }
