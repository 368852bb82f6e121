/** Leases in Redis: a key that its holder renews and that ends by itself when the holder died. */
import { randomUUID } from 'node:crypto'
import type { Undo } from '../log.ts'
import type { Connection } from '../../redis/connection.ts'
import { newsText } from './news.ts'
import type { Names } from './names.ts'
import { HOLD, LET_GO } from './scripts.ts'

/** The time of a lease: within it another node holds what a dead one held. */
const LEASE_MS = 5000
/** How long the key lives without being renewed, and how often each node asks: together less than the time. */
const KEY_MS = LEASE_MS * 0.6
const ASK_MS = LEASE_MS * 0.15

interface Lease {
  name: string
  token: string
  listener: (held: boolean) => void
  held: boolean
  asking: Promise<void> | undefined
  gone: boolean
  /** Tells when the key may have ended. */
  ends: NodeJS.Timeout | undefined
}

export interface Leases {
  lease(name: string, listener: (held: boolean) => void): Undo
  /** Asks for it now: somebody let go. */
  ask(name: string): void
  /** Lets go of all. */
  close(): Promise<void>
}

export function createLeases(
  main: Pick<Connection, 'run'>,
  names: Names,
  report: (e: unknown) => void,
): Leases {
  const leases = new Set<Lease>()

  function tell(lease: Lease, held: boolean): void {
    if (lease.gone || lease.held === held) return
    lease.held = held
    try {
      lease.listener(held)
    } catch (error) {
      report(error)
    }
  }

  function ask(lease: Lease): void {
    if (!lease.gone) lease.asking ??= tryToHold(lease).finally(() => (lease.asking = undefined))
  }

  async function tryToHold(lease: Lease): Promise<void> {
    const asked = performance.now()
    try {
      const mine = (await main.run(HOLD, [names.lease(lease.name)], [lease.token, KEY_MS])) === 1
      if (lease.gone) return
      clearTimeout(lease.ends)
      // From when we asked, and not from the answer: the holder must be the first to know that it ended.
      const left = KEY_MS - (performance.now() - asked)
      if (mine && left > 0) lease.ends = setTimeout(() => tell(lease, false), left)
      tell(lease, mine && left > 0)
    } catch {
      // Redis is away, and the log says so. A lease that is held ends with its key.
    }
  }

  async function letGo(lease: Lease): Promise<void> {
    const news = newsText({ about: 'lease', name: lease.name })
    await main.run(LET_GO, [names.lease(lease.name)], [lease.token, names.news, news]).catch(() => {})
  }

  async function end(lease: Lease): Promise<void> {
    if (lease.gone) return
    lease.gone = true
    clearTimeout(lease.ends)
    leases.delete(lease)
    // It may just have been given to us.
    await lease.asking
    await letGo(lease)
  }

  const asks = setInterval(() => {
    for (const lease of leases) ask(lease)
  }, ASK_MS)
  asks.unref()

  return {
    lease(name, listener) {
      const token = randomUUID()
      const lease: Lease = {
        name,
        token,
        listener,
        held: false,
        asking: undefined,
        gone: false,
        ends: undefined,
      }
      leases.add(lease)
      ask(lease)
      return () => void end(lease)
    },
    ask(name) {
      for (const lease of leases) if (lease.name === name) ask(lease)
    },
    async close() {
      clearInterval(asks)
      await Promise.all([...leases].map(end))
    },
  }
}
