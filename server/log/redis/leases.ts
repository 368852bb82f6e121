/** Leases in Redis: a key that its holder renews, and that expires when the holder died. */
import { randomUUID } from 'node:crypto'
import type { Undo } from '../log.ts'
import type { Connection } from '../../redis/connection.ts'
import { messageText } from './pubsub.ts'
import type { Keys } from './store.ts'

/** When a holder dies, another node has its lease within this time. */
const LEASE_MS = 5000
/** When the key expires, and how often each node tries to take it: together less than the time above. */
const KEY_MS = LEASE_MS * 0.6
const TRY_MS = LEASE_MS * 0.15

interface Lease {
  name: string
  token: string
  listener: (held: boolean) => void
  held: boolean
  trying: Promise<void> | undefined
  ended: boolean
  /** Fires when the key may have expired. */
  expiry: NodeJS.Timeout | undefined
}

export function createLeases(main: Pick<Connection, 'run'>, keys: Keys, report: (e: unknown) => void) {
  const leases = new Set<Lease>()

  function tell(lease: Lease, held: boolean): void {
    if (lease.ended || lease.held === held) return
    lease.held = held
    try {
      lease.listener(held)
    } catch (error) {
      report(error)
    }
  }

  function tryToTake(lease: Lease): void {
    if (!lease.ended) lease.trying ??= take(lease).finally(() => (lease.trying = undefined))
  }

  async function take(lease: Lease): Promise<void> {
    const sent = performance.now()
    try {
      const taken = (await main.run(TAKE_LEASE, [keys.lease(lease.name)], [lease.token, KEY_MS])) === 1
      if (lease.ended) return
      clearTimeout(lease.expiry)
      // Counted from the request, not from the answer: the holder must notice the expiry before any other node.
      const left = KEY_MS - (performance.now() - sent)
      if (taken && left > 0) lease.expiry = setTimeout(() => tell(lease, false), left)
      tell(lease, taken && left > 0)
    } catch {
      // Redis is unreachable, which the log reports. A lease that is held ends when its key expires.
    }
  }

  async function end(lease: Lease): Promise<void> {
    if (lease.ended) return
    lease.ended = true
    clearTimeout(lease.expiry)
    leases.delete(lease)
    // A request under way may still take the lease.
    await lease.trying
    const message = messageText({ about: 'lease', name: lease.name })
    await main.run(RELEASE_LEASE, [keys.lease(lease.name)], [lease.token, keys.news, message]).catch(() => {})
  }

  const timer = setInterval(() => leases.forEach(tryToTake), TRY_MS).unref()

  return {
    lease(name: string, listener: (held: boolean) => void): Undo {
      const lease: Lease = {
        name,
        token: randomUUID(),
        listener,
        held: false,
        trying: undefined,
        ended: false,
        expiry: undefined,
      }
      leases.add(lease)
      tryToTake(lease)
      return () => void end(lease)
    },
    /** Another node has released the lease. */
    released(name: string): void {
      for (const lease of leases) if (lease.name === name) tryToTake(lease)
    },
    /** Releases all. */
    async close(): Promise<void> {
      clearInterval(timer)
      await Promise.all([...leases].map(end))
    },
  }
}

/** Takes or renews a lease. KEYS lease. ARGV token, milliseconds. Returns 1 if this token holds it. */
const TAKE_LEASE = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`

/** Releases a lease that this token holds. KEYS lease. ARGV token, channel, message for the other nodes. */
const RELEASE_LEASE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('PUBLISH', ARGV[2], ARGV[3])
return 1`
