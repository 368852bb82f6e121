/** Sends moves to the talk one at a time, each from the position that the previous one has reached. No DOM. */
import { nextPosition, prevPosition } from '../protocol/features/position.ts'
import { samePosition, type Position } from '../protocol/position.ts'
import type { Outline } from '../protocol/deck.ts'
import type { Intent } from '../protocol/intent.ts'
import type { RefusalCode } from '../protocol/refusal.ts'
import type { Connection } from './connection/connection.ts'
import { newIntent, RETRY_FOR_MS } from './connection/intents.ts'
import type { Store } from './connection/store.ts'

/** One step, a position to go to, or the opposite of what the screen shows when the turn comes. */
export type Wish = 'next' | 'prev' | 'black' | 'join' | Position

/** The outcome of a move: `last` is a move to the very last step; `too-many` was never sent. */
export type Outcome = 'moved' | 'last' | 'too-many' | RefusalCode

interface Waiting {
  wish: Wish
  /** When it was made, and the term of the lease then (rule T23). */
  at: number
  term: number | undefined
}

/** A move whose turn has come. */
export interface Move extends Waiting {
  from: Position
  intent: Intent
}

export interface QueueOptions {
  /** The maximum number of waiting moves. Nobody makes more on purpose. */
  mostWaiting: number
  /** Refusals that change nothing for the waiting moves. Other refusals drop them. */
  goesOnAfter?: readonly RefusalCode[]
  /** The move on its way has changed; undefined for none. */
  changed?(wish: Wish | undefined): void
  ended(outcome: Outcome): void
  /** Takes a move without an answer, or whose turn came too late. Without it, such a move is dropped. */
  unanswered?(move: Move): void
}

export interface MoveQueue {
  add(wish: Wish): void
  /** Sends the same intent once more. */
  resend(move: Move): void
  dropWaiting(): void
}

export function createMoveQueue(
  { store, send }: Pick<Connection, 'store' | 'send'>,
  outline: () => Outline,
  { mostWaiting, goesOnAfter = [], changed, ended, unanswered }: QueueOptions,
): MoveQueue {
  let waiting: Waiting[] = []
  let busy = false

  function toIntent(wish: Wish, from: Position, term: number | undefined): Intent {
    const { blanked = false, join = false } = store.view.screen ?? {}
    if (wish === 'black') return newIntent({ type: 'screen/blank', blanked: !blanked })
    if (wish === 'join') return newIntent({ type: 'screen/join', shown: !join })
    if (typeof wish === 'object') return newIntent({ type: 'position/goto', to: wish, term })
    return newIntent({ type: `position/${wish}`, from, term })
  }

  /** The next move that has not waited too long. */
  function take(): Move | undefined {
    const { position: from } = store.view
    const next = waiting.shift()
    if (!next || !from) return undefined
    const move = { ...next, from, intent: toIntent(next.wish, from, next.term) }
    if (Date.now() - move.at <= RETRY_FOR_MS) return move
    if (unanswered) {
      waiting = []
      unanswered(move)
    }
    return take()
  }

  /** Whether the waiting moves still start where they were meant to. */
  async function deliver(move: Move): Promise<boolean> {
    const { wish, from, intent } = move
    const sentAt = Date.now()
    const ack = await send(intent)
    if (!ack.ok) {
      const { code } = ack.refusal
      // Without a network, the whole time passes; a server that cannot save answers at once.
      if (unanswered && code === 'unavailable' && Date.now() - sentAt >= RETRY_FOR_MS - 100) unanswered(move)
      else ended(code)
      return goesOnAfter.includes(code)
    }
    const to = target(outline(), wish, from)
    const isThere = (): boolean => {
      const { position } = store.view
      return Boolean(position && to && samePosition(position, to))
    }
    await patched(store, ack.seq, isThere)
    ended(wish !== 'prev' && to && nextPosition(outline(), to) === null ? 'last' : 'moved')
    // Otherwise somebody else moved the talk, and the waiting moves were meant for another slide.
    return to === undefined || isThere()
  }

  /** Sends one after the other; `again` goes first. */
  async function work(again?: Move): Promise<void> {
    busy = true
    for (let move = again ?? take(); move; move = take()) {
      changed?.(move.wish)
      if (!(await deliver(move))) waiting = []
    }
    busy = false
    changed?.(undefined)
  }

  return {
    add(wish) {
      if (!store.view.position) return
      if (waiting.length >= mostWaiting) return ended('too-many')
      waiting.push({ wish, at: Date.now(), term: store.view.driver?.term })
      if (!busy) void work()
    },
    resend: (move) => void work(move),
    dropWaiting: () => void (waiting = []),
  }
}

/** Where a wish leads: null if nowhere, undefined if it is none that moves. */
export function target(outline: Outline, wish: Wish, from: Position): Position | null | undefined {
  if (typeof wish === 'object') return wish
  if (wish === 'next') return nextPosition(outline, from)
  return wish === 'prev' ? prevPosition(outline, from) : undefined
}

/**
 * Waits for the patch of an entry, because its acknowledgement may arrive first. `isThere` tells whether the talk is at
 * the target of the move, because a move to the current position has no patch.
 */
async function patched({ seq, on }: Store, entry: number, isThere: () => boolean): Promise<void> {
  const isHere = (): boolean => Math.max(seq('position'), seq('screen')) >= entry || isThere()
  if (isHere()) return
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, RETRY_FOR_MS)
    // In a microtask, so that all listeners have the patch before the next move begins.
    const check = (): void => void (isHere() && queueMicrotask(done))
    const undo = [on('position', check), on('screen', check)]
    function done(): void {
      clearTimeout(timer)
      for (const off of undo) off()
      resolve()
    }
  })
}
