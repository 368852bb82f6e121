/** A rate per participant, on all their pages together. */
import type { ActorId } from '../../protocol/ids.ts'
import { createBucket, type Bucket } from '../base/token-bucket.ts'

export interface PersonRate {
  /** 0 if allowed now, otherwise the milliseconds to wait. */
  take(person: ActorId): number
}

/** Each person has a burst, then a rate per second. */
export function createPersonRate(burst: number, perSecond: number, now = Date.now): PersonRate {
  /** After this silence the bucket is full again, so the person can be forgotten. */
  const forgetMs = (burst / perSecond) * 1000
  /** Ordered by the time of the last request, newest last. */
  const people = new Map<ActorId, { bucket: Bucket; at: number }>()
  return {
    take(person) {
      const at = now()
      for (const [other, { at: before }] of people) {
        if (at - before < forgetMs) break
        people.delete(other)
      }
      const { bucket } = people.get(person) ?? { bucket: createBucket(burst, perSecond, now) }
      people.delete(person)
      people.set(person, { bucket, at })
      return bucket.take()
    },
  }
}
