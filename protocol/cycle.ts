/** The worker that the audience sends requests to: its state, its queue, and the answers to a press. */

/** `http` ends by itself; `websocket` never does. */
export type CycleKind = 'http' | 'websocket'

export type CyclePhase = 'handle' | 'parse' | 'build' | 'send' | 'handshake' | 'exchange'

/** The phases of each kind, in order. A `websocket` stays in its last phase. */
export const CYCLE_PHASES: Record<CycleKind, readonly CyclePhase[]> = {
  http: ['handle', 'parse', 'build', 'send'],
  websocket: ['handle', 'handshake', 'exchange'],
}

export interface CycleNews {
  /** `blocking`: one at a time. `loop`: an event loop, all at once. */
  style: 'blocking' | 'loop'
  /** Browsers by anonymous number, with the phase that the worker has reported. */
  serving: { browser: number; kind: CycleKind; phase: number }[]
  /** Browsers in the queue, the next one first. */
  waiting: number[]
  /** Presses accepted so far. */
  presses: number
  served: number
  /** Requests that waited too long, or that were hung up while they waited. */
  gaveUp: number
  /** The longest time that a request has waited for the worker, in ms. */
  longestMs: number
}

/** `presses` counts this one; states with a lower count are older. `full`: the queue is full, or the share of this address. `no-cookie`: the browser keeps no cookie, so the press could not belong to it. `pending`: this browser already has a request. `often`: pressed too often. `closed`: nobody watches. */
export type CycleAnswer =
  | { ok: true; browser: number; presses: number }
  | { ok: false; why: 'full' | 'pending' | 'often' | 'closed' | 'no-cookie' }
