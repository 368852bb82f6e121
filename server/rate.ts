/** A token bucket: so many at once, so many a second after that. */

export interface Bucket {
  /** 0 when it is allowed now, else the milliseconds to wait. */
  take(): number
}

export function createBucket(burst: number, perSecond: number, now = Date.now): Bucket {
  let tokens = burst
  let filledAt = now()
  return {
    take() {
      const at = now()
      tokens = Math.min(burst, tokens + (Math.max(0, at - filledAt) / 1000) * perSecond)
      filledAt = at
      if (tokens < 1) return Math.ceil(((1 - tokens) / perSecond) * 1000)
      tokens -= 1
      return 0
    },
  }
}
