/**
 * Who may write in the chat now: one person slowly, one room only as fast as it can be read, and of strangers from
 * one address only so many. The log's own rules come after this (`decideChat`).
 */
import { authorOf } from '../../protocol/features/chat-slice.ts'
import type { Intent } from '../../protocol/intent.ts'
import type { Who } from '../../protocol/role.ts'
import type { ChatRate } from './chat-rate.ts'
import type { Undo } from '../log/log.ts'
import type { Bucket } from '../base/token-bucket.ts'
import type { Talk } from '../talk/talk.ts'

/** Lines of one room: so many in a second, and so many at once after a quiet time. */
const PER_SECOND = 50
const AT_ONCE = 150
/** What is left for people who have been silent: whoever has just written leaves so much, a stranger half of it. */
const RESERVE = 50
/** Somebody silent for this long may use all of it. */
const SILENT_MS = 60_000
/** Nobody is asked to come back sooner, or all would come at once. */
const LEAST_WAIT_MS = 1000

/** First messages of people from one address. A hall of thousands has one address, and so has one script. */
export const NEW_WRITERS_AT_ONCE = 1000
export const NEW_WRITERS_PER_SECOND = 20

const WRITES: readonly Intent['type'][] = ['chat/say', 'chat/name']

export interface ChatDoor {
  /**
   * The milliseconds to wait; or, when the intent may pass, what must be called when it was answered.
   * `newWriters` counts the strangers of an address.
   */
  enter(intent: Pick<Intent, 'id' | 'type'>, who: Who, newWriters: Bucket | undefined): number | Undo
  close(): void
}

/** What all nodes have stored of a talk counts, so that more nodes do not make the room faster. */
export function createChatDoor(
  talk: Pick<Talk, 'state' | 'onChange'>,
  persons: ChatRate,
  now = Date.now,
): ChatDoor {
  const lines = (): number => talk.state.chat.items.cut + talk.state.chat.items.length
  let known = lines()
  let tokens = AT_ONCE
  let filledAt = now()
  /** Let in, and not yet in the log. */
  let underway = 0

  function fill(): void {
    const at = now()
    tokens = Math.min(AT_ONCE, tokens + (Math.max(0, at - filledAt) / 1000) * PER_SECOND)
    filledAt = at
  }
  const close = talk.onChange(() => {
    const stored = lines()
    if (stored === known) return
    fill()
    tokens = Math.max(0, tokens - Math.max(0, stored - known))
    known = stored
  })

  /** Fair between people: the longer somebody was silent, the more of what is left is theirs. */
  function roomWaitMs(lastAt: number | undefined): number {
    fill()
    const silentMs = lastAt === undefined ? SILENT_MS / 2 : Math.abs(now() - lastAt)
    const left = RESERVE * Math.max(0, 1 - silentMs / SILENT_MS)
    const missing = left + 1 - (tokens - underway)
    return missing <= 0 ? 0 : Math.max(LEAST_WAIT_MS, Math.ceil((missing / PER_SECOND) * 1000))
  }

  return {
    enter(intent, who, newWriters) {
      // Whoever comes without a cookie is refused by the rules, and is nobody to be counted here.
      if (!WRITES.includes(intent.type) || who.passing) return () => {}
      if (persons.hasPaid(intent, who.id)) return () => {}
      if (!who.paired) {
        const author = authorOf(talk.state.chat, who.id)
        const waitMs = roomWaitMs(author?.at) || (author ? 0 : (newWriters?.take() ?? 0))
        if (waitMs > 0) return waitMs
      }
      const waitMs = persons.wait(intent, who.id)
      if (waitMs > 0) return waitMs
      underway += 1
      return () => void (underway -= 1)
    },
    close,
  }
}
