/** Turns on a wire that takes one direction at a time. Pure. */
import { count } from '../parts.ts'

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
  if (!now) return 'The server waits to receive.'
  const many = now.count === 1 ? '1 message' : `${count(now.count)} messages`
  const waits = waiting.receive + waiting.send
  const others = waits === 0 ? '' : ` ${count(waits)} ${waits === 1 ? 'waits' : 'wait'}.`
  const [from, to] = all ? ['the room', 'everybody'] : ['you', 'you']
  return now.direction === 'receive'
    ? `It receives ${many} from ${from}, and cannot send.${others}`
    : `It sends ${many} to ${to}, and cannot receive.${others}`
}
