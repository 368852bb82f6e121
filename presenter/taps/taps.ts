/** The phone's taps: a queue of moves, and the question about a tap without an answer. No DOM. */
import { createMoveQueue, target, type Move, type Outcome, type Wish } from '../../client/move-queue.ts'
import type { Connection } from '../../client/connection/connection.ts'
import type { Outline } from '../../protocol/deck.ts'
import { samePosition } from '../../protocol/position.ts'

/** A second touch of the same key within this time is a bounce and counts as one tap (gestures.ts). */
export const BOUNCE_MS = 80
/** A speaker does not make more taps at once on purpose. */
const MAX_WAITING = 3

/**
 * `asking`: there was no answer in time, and the speaker decides. `since` tells what the talk did meanwhile: `stayed`
 * (the tap may still be sent), `moved` elsewhere, `arrived` (the tap did reach the talk), or `taken` (another phone
 * has driven since).
 */
export type TapState =
  | { name: 'idle' }
  | { name: 'pending'; wish: Wish }
  | { name: 'asking'; wish: Wish; since: 'stayed' | 'moved' | 'arrived' | 'taken' }

export interface Taps {
  tap(wish: Wish): void
  /** Answers the question: sends the same intent once more. */
  resend(): void
  /** Answers the question: discards the tap. */
  discard(): void
  /** Drops the waiting taps, because the speaker has hidden the page. */
  dropWaiting(): void
}

export function createTaps(
  connection: Pick<Connection, 'send' | 'store'>,
  outline: () => Outline,
  { changed, ended }: { changed(state: TapState): void; ended(outcome: Outcome): void },
): Taps {
  const { store } = connection
  let asked: Move | undefined
  let since: Extract<TapState, { name: 'asking' }>['since'] = 'stayed'

  const queue = createMoveQueue(connection, outline, {
    mostWaiting: MAX_WAITING,
    changed(wish) {
      if (!asked) changed(wish ? { name: 'pending', wish } : { name: 'idle' })
    },
    ended,
    unanswered(move) {
      asked = move
      since = 'stayed'
      ask()
    },
  })

  function ask(): void {
    const { position: at, driver } = store.view
    if (!asked || !at) return
    const { wish, from, term } = asked
    const to = target(outline(), wish, from)
    const stayed = samePosition(at, from)
    if (!stayed && to && samePosition(at, to)) since = 'arrived'
    else if (driver?.term !== term) since = 'taken'
    else if (!stayed) since = 'moved'
    changed({ name: 'asking', wish, since })
  }

  store.on('position', ask)
  store.on('driver', ask)

  return {
    tap(wish) {
      if (!asked) queue.add(wish)
    },
    resend() {
      if (!asked || since !== 'stayed') return
      const move = asked
      asked = undefined
      queue.resend(move)
    },
    discard() {
      if (!asked) return
      asked = undefined
      changed({ name: 'idle' })
    },
    dropWaiting: queue.dropWaiting,
  }
}
