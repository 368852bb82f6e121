/** Turns on a wire that takes one direction at a time. Pure. */
import { fill, plural, words } from '../../client/words.ts'

export type Direction = 'receive' | 'send'

/** What moves along the wire now: `count` messages that arrived together move together. */
export interface Turn {
  direction: Direction
  count: number
}

export interface Turns {
  /** Adds messages that wait to be received, or to be sent only, such as other people's. */
  add(direction: Direction, messages: number): void
  /** Ends the present turn and starts the next; null when nothing waits. What was received is sent next. */
  next(): Turn | null
  /** How many wait for each direction. */
  readonly waiting: Readonly<Record<Direction, number>>
  readonly now: Turn | null
}

export function createTurns(): Turns {
  const waiting: Record<Direction, number> = { receive: 0, send: 0 }
  let now: Turn | null = null
  return {
    waiting,
    get now() {
      return now
    },
    add(direction, messages) {
      waiting[direction] += messages
    },
    next() {
      if (now?.direction === 'receive') waiting.send += now.count
      // What was received is sent before the next is received, as in a loop of receive and send.
      const direction = waiting.send > 0 ? 'send' : 'receive'
      const all = waiting[direction]
      waiting[direction] = 0
      now = all > 0 ? { direction, count: all } : null
      return now
    },
  }
}

/** What the server does; `all`: for the whole room instead of one browser. */
export function turnWords(now: Turn | null, waiting: Record<Direction, number>, all: boolean): string {
  const { duplex } = words.exhibits
  if (!now) return duplex.waits
  const messages = plural(duplex.messages, now.count)
  const does = {
    receive: all ? duplex.fromRoom : duplex.fromYou,
    send: all ? duplex.toRoom : duplex.toYou,
  }[now.direction]
  const waits = waiting.receive + waiting.send
  return fill(does, { messages }) + (waits === 0 ? '' : ` ${plural(duplex.waiting, waits)}`)
}
