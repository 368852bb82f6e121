/** How fast one person may write in the chat, on however many pages: a few lines at once, then slowly. */
import type { ActorId } from '../../protocol/ids.ts'
import type { Intent } from '../../protocol/intent.ts'
import { createBucket, type Bucket } from '../base/token-bucket.ts'

const BURST = 5
const PER_SECOND = 0.5
/** A person silent for this long has a full bucket again, and need not be remembered. */
const FORGET_MS = (BURST / PER_SECOND) * 1000
const LIMITED: readonly Intent['type'][] = ['chat/say', 'chat/name']

interface Writer {
  bucket: Bucket
  /** Intents that have paid: asking again after a lost answer is free. */
  paid: string[]
  at: number
}

export interface ChatRate {
  /** Asked again after a lost answer: it has passed before. */
  hasPaid(intent: Pick<Intent, 'id'>, by: ActorId): boolean
  /** 0 when the intent may pass now, else the milliseconds to wait. */
  wait(intent: Pick<Intent, 'id' | 'type'>, by: ActorId): number
}

export function createChatRate(now = Date.now): ChatRate {
  /** Whoever wrote last is last. */
  const writers = new Map<ActorId, Writer>()
  return {
    hasPaid: ({ id }, by) => writers.get(by)?.paid.includes(id) ?? false,
    wait({ id, type }, by) {
      if (!LIMITED.includes(type)) return 0
      const at = now()
      for (const [other, { at: before }] of writers) {
        if (at - before < FORGET_MS) break
        writers.delete(other)
      }
      const writer = writers.get(by) ?? { bucket: createBucket(BURST, PER_SECOND, now), paid: [], at }
      if (writer.paid.includes(id)) return 0
      const waitMs = writer.bucket.take()
      if (waitMs > 0) return waitMs
      writers.delete(by)
      writers.set(by, { ...writer, paid: [...writer.paid, id].slice(-BURST), at })
      return 0
    },
  }
}
