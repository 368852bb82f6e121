/** How a talk ended: what a replay must know before it starts. */
import type { Entry } from '../event.ts'
import { itemKey, pollNamed } from '../features/poll-slice.ts'
import { wordKey } from '../features/poll-vote.ts'
import { EMPTY, evolve, type State } from '../state.ts'

/** The state keeps only the newest lines and polls, so what was hidden is collected from the entries. */
export interface Ending {
  state: State
  /** The lines of the chat that are hidden. */
  lines: ReadonlySet<number>
  /** The answers and words that are hidden, by `itemKey`. */
  items: ReadonlySet<string>
  /** The players whose nickname was reset, by number, with the entry. */
  resets: ReadonlyMap<number, number>
}

export function collectEnding(): { add(entry: Entry): void; readonly ending: Ending } {
  let state = EMPTY
  const lines = new Set<number>()
  const items = new Set<string>()
  const resets = new Map<number, number>()

  function put<T>(set: Set<T>, value: T, on: boolean): void {
    if (on) set.add(value)
    else set.delete(value)
  }

  return {
    add(entry) {
      state = evolve(state, entry)
      const { event, seq } = entry
      if (event.type === 'quiz/name-reset') resets.set(event.player, seq)
      if (event.type === 'chat/hidden') put(lines, event.message, event.hidden)
      if (event.type !== 'poll/answer-hidden') return
      const poll = pollNamed(state.poll, event.poll)
      const item = typeof event.item === 'number' ? event.item : wordKey(event.item)
      if (poll) put(items, itemKey(poll, item), event.hidden)
    },
    get ending() {
      return { state, lines, items, resets }
    },
  }
}
