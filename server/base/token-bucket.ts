/** A token bucket: a burst, then a fixed rate per second. */

export interface Bucket {
  /** 0 if allowed now, otherwise the milliseconds to wait. */
  take(): number
}

export function createBucket(burst: number, perSecond: number, now = Date.now): Bucket {
  return new TokenBucket(burst, perSecond, now)
}

/** A class, because there are two per browser and a closure needs three times the memory. */
class TokenBucket implements Bucket {
  readonly #burst: number
  readonly #perSecond: number
  readonly #now: () => number
  #tokens: number
  #filledAt: number

  constructor(burst: number, perSecond: number, now: () => number) {
    this.#burst = burst
    this.#perSecond = perSecond
    this.#now = now
    this.#tokens = burst
    this.#filledAt = now()
  }

  take(): number {
    const at = this.#now()
    const filled = this.#tokens + (Math.max(0, at - this.#filledAt) / 1000) * this.#perSecond
    this.#tokens = Math.min(this.#burst, filled)
    this.#filledAt = at
    if (this.#tokens < 1) return Math.ceil(((1 - this.#tokens) / this.#perSecond) * 1000)
    this.#tokens -= 1
    return 0
  }
}
