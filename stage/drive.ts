/** Turns commands into intents, one after the other: each starts where the previous one has arrived. */
import { reached } from '../client/reached.ts'
import type { Connection } from '../client/connection/connection.ts'
import { newIntent } from '../client/connection/intents.ts'
import { slideIndex, START, type Position } from '../protocol/features/position.ts'
import type { OutlineSlide } from '../protocol/deck.ts'
import type { Intent } from '../protocol/intent.ts'
import type { Refusal } from '../protocol/refusal.ts'
import type { Command } from './keys.ts'

type DriveCommand = Exclude<Command, 'full-screen'> | Position

/** A press that has waited longer was meant for an earlier slide. */
const FRESH_MS = 3000
/** More presses at once are not intended, such as a cat on the keyboard. */
const MAX_WAITING = 8
const PATCH_WITHIN_MS = 1000

export interface Driver {
  /** Takes a command, or a position to go to. */
  press(command: DriveCommand): void
}

export function createDriver(
  connection: Pick<Connection, 'store' | 'send'>,
  outline: () => readonly OutlineSlide[],
  onRefusal: (refusal: Refusal) => void,
): Driver {
  const waiting: { command: DriveCommand; at: number }[] = []
  let busy = false

  async function work(): Promise<void> {
    if (busy) return
    busy = true
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      if (Date.now() - next.at > FRESH_MS) continue
      const intent = toIntent(next.command)
      if (!intent) continue
      const answer = await connection.send(intent)
      if (answer.ok) await reached(connection.store, answer.seq, PATCH_WITHIN_MS)
      else {
        onRefusal(answer.refusal)
        // Later presses assumed that this one would succeed.
        if (answer.refusal.code !== 'at-end' && answer.refusal.code !== 'at-start') waiting.length = 0
      }
    }
    busy = false
  }

  function toIntent(command: DriveCommand): Intent | null {
    const { position, screen } = connection.store.view
    if (!position || !screen) return null
    const slides = outline()
    const goTo = (to: Position): Intent => newIntent({ type: 'position/goto', to })
    if (typeof command === 'object') return slideIndex([...slides], command) < 0 ? null : goTo(command)
    const last = slides.at(-1)
    switch (command) {
      case 'next':
        return newIntent({ type: 'position/next', from: position })
      case 'prev':
        return newIntent({ type: 'position/prev', from: position })
      case 'first':
        return goTo(START)
      case 'last':
        return last ? goTo({ h: last.h, v: last.v, f: -1 }) : null
      case 'black':
        return newIntent({ type: 'screen/blank', blanked: !screen.blanked })
      case 'join':
        return newIntent({ type: 'screen/join', shown: !screen.join })
    }
  }

  return {
    press(command) {
      if (waiting.length >= MAX_WAITING) return
      waiting.push({ command, at: Date.now() })
      void work()
    },
  }
}
