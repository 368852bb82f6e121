/** The connections of one node to Redis. */
import { connect } from '../../redis/connection.ts'
import type { RedisAddress } from '../../redis/address.ts'
import type { Report } from '../log.ts'
import { WAIT_MS } from './tail.ts'

/** A connection without an answer for this long counts as dead. */
const DEAD_MS = 3000

/** One for commands, one that waits for entries, and one for messages. */
export async function openConnections(address: RedisAddress, tell: Report) {
  let lost = false
  /** While Redis is unreachable, everything fails for the one reason that was reported. */
  const tellUnlessLost: Report = (error) => {
    if (!lost) tell(error)
  }
  const onLost = (why: Error): void => {
    tellUnlessLost(why)
    lost = true
  }
  const main = await connect({ address, lost: onLost, deadMs: DEAD_MS })
  main.redis.on('ready', () => (lost = false))
  const tail = await connect({ address, deadMs: DEAD_MS + WAIT_MS, waits: true })
  const subscriber = await connect({ address, deadMs: DEAD_MS })
  return { main, tail, subscriber, tellUnlessLost }
}
