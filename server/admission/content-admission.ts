/**
 * Limits what the audience sends to the room: each person, the room as a whole, and first-time writers from one address.
 * The log's own rules come after this (`decide`).
 */
import { authorOf } from '../../protocol/features/chat-slice.ts'
import type { ActorId } from '../../protocol/ids.ts'
import type { Intent } from '../../protocol/intent.ts'
import type { Who } from '../../protocol/role.ts'
import { contentKind, type ContentRate } from './content-rate.ts'
import type { Undo } from '../log/log.ts'
import type { Bucket } from '../base/token-bucket.ts'
import type { Talk } from '../talk/talk.ts'

/** Texts per room: the rate per second, and the burst after a quiet time. */
const PER_SECOND = 50
const AT_ONCE = 150
/**
 * Reserved for people who have been silent: someone who has just written must leave this much, a first-time writer
 * half of it.
 */
const RESERVE = 50
/** After this silence, a person may use the whole reserve. */
const SILENT_MS = 60_000
/** A shorter wait would make everybody retry at the same time. */
const LEAST_WAIT_MS = 1000

/** First messages of people from one address. A hall of thousands shares one address; a script has one, too. */
export const NEW_WRITERS_AT_ONCE = 1000
export const NEW_WRITERS_PER_SECOND = 20

export interface ContentAdmission {
  /**
   * The milliseconds to wait; or, if the intent may pass, a function to call when it has been answered. `newWriters`
   * counts the first-time writers of an address.
   */
  enter(intent: Pick<Intent, 'id' | 'type'>, who: Who, newWriters: Bucket | undefined): number | Undo
  close(): void
}

/** Messages that any node has stored for a talk count, so that more nodes do not raise the limit. */
export function createContentAdmission(
  talk: Pick<Talk, 'state' | 'onChange'>,
  persons: ContentRate,
  now = Date.now,
): ContentAdmission {
  const texts = (): number => {
    const { chat, questions } = talk.state
    return chat.items.cut + chat.items.length + questions.items.length
  }
  let known = texts()
  let tokens = AT_ONCE
  let filledAt = now()
  /** Accepted, but not yet in the log. */
  let underway = 0

  function fill(): void {
    const at = now()
    tokens = Math.min(AT_ONCE, tokens + (Math.max(0, at - filledAt) / 1000) * PER_SECOND)
    filledAt = at
  }
  const close = talk.onChange(() => {
    const stored = texts()
    if (stored === known) return
    fill()
    tokens = Math.max(0, tokens - Math.max(0, stored - known))
    known = stored
  })

  /** When this person last wrote, in ms since 1970; undefined for a first-time writer. */
  function lastWrote(by: ActorId): number | undefined {
    const { chat, questions } = talk.state
    const times = [authorOf(chat, by)?.at, questions.people.get(by)?.at].filter((at) => at)
    return times.length === 0 ? undefined : Math.max(...(times as number[]))
  }

  /** The longer a person was silent, the more of the remaining tokens they may use. */
  function roomWaitMs(lastAt: number | undefined): number {
    fill()
    const silentMs = lastAt === undefined ? SILENT_MS / 2 : Math.abs(now() - lastAt)
    const left = RESERVE * Math.max(0, 1 - silentMs / SILENT_MS)
    const missing = left + 1 - (tokens - underway)
    return missing <= 0 ? 0 : Math.max(LEAST_WAIT_MS, Math.ceil((missing / PER_SECOND) * 1000))
  }

  return {
    enter(intent, who, newWriters) {
      // A browser without a cookie is refused by the rules, and must not be counted here.
      const kind = contentKind(intent.type)
      if (kind === undefined || who.passing) return () => {}
      if (persons.hasPaid(intent, who.id)) return () => {}
      if (kind === 'text' && !who.paired) {
        const at = lastWrote(who.id)
        const waitMs = roomWaitMs(at) || (at === undefined ? (newWriters?.take() ?? 0) : 0)
        if (waitMs > 0) return waitMs
      }
      const waitMs = persons.wait(intent, who.id)
      if (waitMs > 0) return waitMs
      if (kind !== 'text') return () => {}
      underway += 1
      return () => void (underway -= 1)
    },
    close,
  }
}
