/** A rate per address. Addresses are stored only as hashes with a secret, which mean nothing outside this process. */
import { hash, randomBytes } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { createBucket, type Bucket } from '../base/token-bucket.ts'

/** Addresses kept at once. Beyond that, all are forgotten and get new hashes. */
const KEPT = 10_000
const DAY_MS = 24 * 60 * 60 * 1000

export interface AddressRate {
  /** 0 if allowed now, otherwise the milliseconds to wait. */
  take(address: string): number
  /** The bucket that `take` uses, for callers that must not store the address. */
  bucketOf(address: string): Bucket
  /** The address has proved to be legitimate and starts over. */
  forgive(address: string): void
}

/** Each address has a burst, then a rate per second. */
export function createAddressRate(burst: number, perSecond: number, now = Date.now): AddressRate {
  let secret = newSecret()
  let since = now()
  const buckets = new Map<string, Bucket>()
  const nameOf = (address: string): string =>
    hash('sha256', secret + networkOf(address), 'base64url').slice(0, 16)

  function forgetAll(): void {
    buckets.clear()
    secret = newSecret()
    since = now()
  }

  function bucketOf(address: string): Bucket {
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
    return bucket
  }

  return {
    take: (address) => bucketOf(address).take(),
    bucketOf,
    forgive: (address) => void buckets.delete(nameOf(address)),
  }
}

function newSecret(): string {
  return randomBytes(16).toString('base64url')
}

/** For IPv6, the network: each computer there has more addresses than could be counted. */
function networkOf(address: string): string {
  if (!isIPv6(address)) return address
  const [before = '', after] = address.split('::')
  const groups = before.split(':')
  const missing = after === undefined ? 0 : 8 - groups.length - after.split(':').length
  const all = after === undefined ? groups : [...groups, ...Array<string>(missing).fill('0')]
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group || '0', 16))
    .join(':')
}
