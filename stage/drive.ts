/** Turns commands of the stage into moves of the talk. */
import { createMoveQueue, type Outcome } from '../client/move-queue.ts'
import type { Connection } from '../client/connection/connection.ts'
import { slideIndex, START, type Position } from '../protocol/position.ts'
import type { Outline } from '../protocol/deck.ts'
import type { Command } from './keys.ts'

/** More presses at once are not intended, such as a cat on the keyboard. */
const MAX_WAITING = 8

export interface Driver {
  /** Takes a command, or a position to go to. */
  press(command: Exclude<Command, 'full-screen'> | Position): void
}

export function createDriver(
  connection: Pick<Connection, 'store' | 'send'>,
  outline: () => Outline,
  ended: (outcome: Outcome) => void,
): Driver {
  const queue = createMoveQueue(connection, outline, {
    mostWaiting: MAX_WAITING,
    goesOnAfter: ['at-end', 'at-start'],
    ended,
  })

  return {
    press(command) {
      const slides = outline()
      const last = slides.at(-1) ?? START
      if (command === 'first') queue.add(START)
      else if (command === 'last') queue.add({ h: last.h, v: last.v, f: -1 })
      else if (typeof command !== 'object' || slideIndex(slides, command) >= 0) queue.add(command)
    },
  }
}
