/** A rate for each address, remembered under a name that only this process can make and that says nothing. */
import { createHmac, randomBytes } from 'node:crypto'
import { createBucket, type Bucket } from './rate.ts'

/** Addresses remembered at once; past that all are forgotten, and named anew. */
const KEPT = 10_000
const DAY_MS = 24 * 60 * 60 * 1000

export interface AddressRate {
  /** 0 when it is allowed now, else the milliseconds to wait. */
  take(address: string): number
  /** The address has shown that it means well: it starts over. */
  forgive(address: string): void
}

/** So many at once for each address, so many a second after that. */
export function createAddressRate(burst: number, perSecond: number, now = Date.now): AddressRate {
  let secret = randomBytes(16)
  let since = now()
  const buckets = new Map<string, Bucket>()
  const nameOf = (address: string): string =>
    createHmac('sha256', secret).update(address).digest('base64url').slice(0, 16)

  function forgetAll(): void {
    buckets.clear()
    secret = randomBytes(16)
    since = now()
  }

  return {
    take(address) {
      if (now() - since > DAY_MS) forgetAll()
      let name = nameOf(address)
      let bucket = buckets.get(name)
      if (!bucket) {
        if (buckets.size >= KEPT) {
          forgetAll()
          name = nameOf(address)
        }
        bucket = createBucket(burst, perSecond, now)
        buckets.set(name, bucket)
      }
      return bucket.take()
    },
    forgive: (address) => void buckets.delete(nameOf(address)),
  }
}
