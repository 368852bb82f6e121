/** Limits how fast one person may write in the chat, on all their pages together: a burst, then a slow rate. */
import type { ActorId } from '../../protocol/ids.ts'
import type { Intent } from '../../protocol/intent.ts'
import { createBucket, type Bucket } from '../base/token-bucket.ts'

const BURST = 5
const PER_SECOND = 0.5
/** After this silence the bucket is full again, so the person can be forgotten. */
const FORGET_MS = (BURST / PER_SECOND) * 1000
const LIMITED: readonly Intent['type'][] = ['chat/say', 'chat/name']

interface Writer {
  bucket: Bucket
  /** Accepted intents. A retry after a lost answer does not count. */
  paid: string[]
  at: number
}

export interface ChatRate {
  /** Whether this is a retry of an accepted intent. */
  hasPaid(intent: Pick<Intent, 'id'>, by: ActorId): boolean
  /** 0 if the intent may pass now, otherwise the milliseconds to wait. */
  wait(intent: Pick<Intent, 'id' | 'type'>, by: ActorId): number
}

export function createChatRate(now = Date.now): ChatRate {
  /** Ordered by the time of the last message, newest last. */
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
