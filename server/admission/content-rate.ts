/** Limits how fast one person may send each kind of content, on all their pages together: a burst, then a slow rate. */
import type { ActorId } from '../../protocol/ids.ts'
import type { Intent, IntentType } from '../../protocol/intent.ts'
import { createBucket, type Bucket } from '../base/token-bucket.ts'

const LIMITS = {
  text: { burst: 5, perSecond: 0.5 },
  vote: { burst: 20, perSecond: 2 },
}
export type ContentKind = keyof typeof LIMITS

const KINDS: { [T in IntentType]?: ContentKind } = {
  'chat/say': 'text',
  'chat/name': 'text',
  'question/ask': 'text',
  'question/vote': 'vote',
  'question/withdraw': 'vote',
}

/** Undefined for an intent that is not limited here. */
export function contentKind(type: IntentType): ContentKind | undefined {
  return KINDS[type]
}

/** After this silence each bucket is full again, so the person can be forgotten. */
const FORGET_MS = 1000 * Math.max(...Object.values(LIMITS).map(({ burst, perSecond }) => burst / perSecond))

interface Sender {
  bucket: Bucket
  /** Accepted intents. A retry after a lost answer does not count. */
  paid: string[]
  at: number
}

export interface ContentRate {
  /** Whether this is a retry of an accepted intent. */
  hasPaid(intent: Pick<Intent, 'id' | 'type'>, by: ActorId): boolean
  /** 0 if the intent may pass now, otherwise the milliseconds to wait. */
  wait(intent: Pick<Intent, 'id' | 'type'>, by: ActorId): number
}

export function createContentRate(now = Date.now): ContentRate {
  /** By kind and person, ordered by the time of the last intent, newest last. */
  const senders = new Map<string, Sender>()
  const keyOf = (type: IntentType, by: ActorId): string => `${contentKind(type) ?? ''} ${by}`
  return {
    hasPaid: ({ id, type }, by) => senders.get(keyOf(type, by))?.paid.includes(id) ?? false,
    wait({ id, type }, by) {
      const kind = contentKind(type)
      if (kind === undefined) return 0
      const { burst, perSecond } = LIMITS[kind]
      const at = now()
      for (const [other, { at: before }] of senders) {
        if (at - before < FORGET_MS) break
        senders.delete(other)
      }
      const key = keyOf(type, by)
      const sender = senders.get(key) ?? { bucket: createBucket(burst, perSecond, now), paid: [], at }
      if (sender.paid.includes(id)) return 0
      const waitMs = sender.bucket.take()
      if (waitMs > 0) return waitMs
      senders.delete(key)
      senders.set(key, { ...sender, paid: [...sender.paid, id].slice(-burst), at })
      return 0
    },
  }
}
