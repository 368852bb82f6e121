/** Taps on their way to the talk: one at a time, never twice, never late without asking. No DOM. */
import { reached } from '../../client/reached.ts'
import type { Connection } from '../../client/connection/connection.ts'
import { newIntent, RETRY_FOR_MS } from '../../client/connection/intents.ts'
import type { Outline } from '../../protocol/deck.ts'
import { nextPosition, prevPosition, samePosition, type Position } from '../../protocol/features/position.ts'
import type { Intent } from '../../protocol/intent.ts'
import type { RefusalCode } from '../../protocol/refusal.ts'

/** A second touch of the same key within this time is a bounce and counts as one tap (gestures.ts). */
export const BOUNCE_MS = 80
/** The maximum number of waiting taps. A speaker does not make more on purpose. */
export const MAX_WAITING = 3

export type Wish = { kind: 'next' } | { kind: 'prev' } | { kind: 'jump'; to: Position }

/**
 * `asking`: there was no answer in time, and the speaker decides. `since` tells what the talk did meanwhile: `stayed`
 * (the tap may still be sent), `moved` elsewhere, `arrived` (the tap did reach the talk), or `taken` (another phone
 * has driven since).
 */
export type TapState =
  | { name: 'idle' }
  | { name: 'pending'; wish: Wish; waiting: number }
  | { name: 'asking'; wish: Wish; since: 'stayed' | 'moved' | 'arrived' | 'taken' }

/** The outcome of a tap: `last` is a move to the very last step; `too-many` was never sent. */
export type Outcome = 'moved' | 'last' | 'too-many' | RefusalCode

export interface Taps {
  readonly state: TapState
  /** Takes a tap. Returns false if it cannot be taken now. */
  tap(wish: Wish): boolean
  /** Answers the question: sends the same intent once more. */
  resend(): void
  /** Answers the question: discards the tap. */
  discard(): void
  /** Drops the waiting taps, because the speaker has hidden the page. */
  dropWaiting(): void
  close(): void
}

export interface TapListeners {
  changed(state: TapState): void
  ended(wish: Wish, outcome: Outcome): void
}

interface Waiting {
  wish: Wish
  /** The time of the tap, and the term of the lease (rule T23). */
  at: number
  term: number | undefined
}

interface Sent {
  wish: Wish
  from: Position
  term: number | undefined
  intent: Intent
}

export function createTaps(
  connection: Pick<Connection, 'send' | 'store'>,
  outline: () => Outline,
  listeners: TapListeners,
  now: () => number = Date.now,
): Taps {
  const { store } = connection
  let state: TapState = { name: 'idle' }
  let waiting: Waiting[] = []
  let asked: Sent | undefined

  function become(next: TapState): void {
    state = next
    listeners.changed(next)
  }

  /** The position after this tap; undefined if there is none. */
  function target(wish: Wish, from: Position): Position | undefined {
    if (wish.kind === 'jump') return wish.to
    const step = wish.kind === 'next' ? nextPosition : prevPosition
    return step(outline(), from) ?? undefined
  }

  function ask(sent: Sent): void {
    waiting = []
    asked = sent
    become({ name: 'asking', wish: sent.wish, since: 'stayed' })
    whileAsking()
  }

  function whileAsking(): void {
    const { position: at, driver } = store.view
    if (!asked || !at) return
    const { wish, from, term } = asked
    const to = target(wish, from)
    const stayed = samePosition(at, from)
    if (!stayed && to && samePosition(at, to)) become({ name: 'asking', wish, since: 'arrived' })
    else if (driver?.term !== term) become({ name: 'asking', wish, since: 'taken' })
    else if (!stayed) become({ name: 'asking', wish, since: 'moved' })
  }

  /** Sends one wish. Resolves to where the talk is then, or null when nothing more may follow. */
  async function deliver(sent: Sent): Promise<Position | null> {
    const sentAt = now()
    const ack = await connection.send(sent.intent)
    if (ack.ok) {
      const to = target(sent.wish, sent.from)
      const shown = await reached(store, ack.seq, RETRY_FOR_MS, () => {
        const { position } = store.view
        return position !== undefined && to !== undefined && samePosition(position, to)
      })
      const at = store.view.position
      const last = sent.wish.kind !== 'prev' && to !== undefined && nextPosition(outline(), to) === null
      listeners.ended(sent.wish, last ? 'last' : 'moved')
      // Somebody else moved the talk, so the waiting taps were meant for another slide.
      return shown && at && to && samePosition(at, to) ? at : null
    }
    const { code } = ack.refusal
    // Without a network, the whole time passes; a server that cannot save answers at once.
    if (code === 'unavailable' && now() - sentAt >= RETRY_FOR_MS - 100) {
      ask(sent)
      return null
    }
    listeners.ended(sent.wish, code)
    return null
  }

  function settle(): void {
    waiting = []
    if (state.name === 'pending') become({ name: 'idle' })
  }

  async function work(): Promise<void> {
    let from = store.view.position ?? null
    for (let tap = waiting.shift(); tap && from; tap = waiting.shift()) {
      const { wish, term } = tap
      const intent = newIntent(
        wish.kind === 'jump'
          ? { type: 'position/goto', to: wish.to, term }
          : { type: wish.kind === 'next' ? 'position/next' : 'position/prev', from, term },
      )
      const sent = { wish, from, term, intent }
      if (now() - tap.at > RETRY_FOR_MS) return ask(sent)
      become({ name: 'pending', wish, waiting: waiting.length })
      from = await deliver(sent)
    }
    settle()
  }

  const unwatch = [store.on('position', whileAsking), store.on('driver', whileAsking)]

  return {
    get state() {
      return state
    },
    tap(wish) {
      if (state.name === 'asking' || !store.view.position) return false
      if (waiting.length >= MAX_WAITING) {
        listeners.ended(wish, 'too-many')
        return false
      }
      waiting.push({ wish, at: now(), term: store.view.driver?.term })
      if (state.name === 'idle') void work()
      else become({ name: 'pending', wish: state.wish, waiting: waiting.length })
      return true
    },
    resend() {
      if (!asked || state.name !== 'asking' || state.since !== 'stayed') return
      const sent = asked
      asked = undefined
      become({ name: 'pending', wish: sent.wish, waiting: 0 })
      void deliver(sent).then(settle)
    },
    discard() {
      asked = undefined
      if (state.name === 'asking') become({ name: 'idle' })
    },
    dropWaiting() {
      waiting = []
      if (state.name === 'pending') become({ ...state, waiting: 0 })
    },
    close() {
      for (const undo of unwatch) undo()
    },
  }
}
