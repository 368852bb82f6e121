/**
 * Closes a connection that sends more than a browser of ours does, or what none of them sends, before that costs more
 * than reading it.
 */
import type { Server, Socket as Connection } from 'engine.io'
import { isFull } from './shared-frame.ts'

/** Three times what `calls.ts` answers, over two seconds. A browser that continues after its refusals is cut. */
const WINDOW_MS = 2000
const MOST_IN_WINDOW = 180
/** Packets of one payload, or of one chunk of a WebSocket's stream: they arrive within one turn. */
const MOST_AT_ONCE = 64

/** Socket.IO's types of packets. */
const CONNECT = '0'
const BINARY = /^[56]/

/** Returns whether this connection was counted more than `most` times since the counts were last reset. */
type Counter = (who: object) => boolean

/** Counts in one table for all, so that a quiet connection costs nothing. `forget` calls back when the time is over. */
function createCounter(most: number, forget: (over: () => void) => void): Counter {
  const counts = new Map<object, number>()
  return (who) => {
    if (counts.size === 0) forget(() => counts.clear())
    const count = (counts.get(who) ?? 0) + 1
    counts.set(who, count)
    return count > most
  }
}

/** Too much within {@link WINDOW_MS}: for data other than packets, such as a WebSocket's pings. */
export function createFloodCounter(most = MOST_IN_WINDOW): Counter {
  return createCounter(most, (over) => void setTimeout(over, WINDOW_MS).unref())
}

/** A packet of Engine.IO. */
interface Packet {
  type: string
  data?: unknown
}

/**
 * Binary data, and events with binary data, would be collected outside all limits. A `CONNECT` is answered at once,
 * without the queues, so it is refused from a connection that reads nothing.
 */
function mayBeRead(connection: Connection, data: unknown): boolean {
  if (typeof data !== 'string' || BINARY.test(data)) return false
  return !data.startsWith(CONNECT) || !isFull(connection)
}

/** `cut` is called for each connection that is closed. */
export function guardPackets(engine: Server, cut: () => void): void {
  const tooMany = createFloodCounter()
  const tooManyAtOnce = createCounter(MOST_AT_ONCE, setImmediate)
  function tooMuch(connection: Connection): boolean {
    const atOnce = tooManyAtOnce(connection)
    return tooMany(connection) || atOnce
  }
  function end(connection: Connection): void {
    if (connection.readyState === 'closed') return
    connection.close(true)
    cut()
  }
  function heard(this: Connection, packet: Packet): void {
    if (tooMuch(this)) end(this)
    else if (packet.type === 'message' && !mayBeRead(this, packet.data)) this.close(true)
  }
  /** The probe of a WebSocket before an upgrade from long-polling; Engine.IO answers it below the packets. */
  function probed(this: Connection): void {
    // Engine.IO starts a timer after this, which is stopped only if the connection closes later.
    if (tooMuch(this)) setImmediate(end, this)
  }
  engine.on('connection', (connection: Connection) => {
    connection.on('packet', heard)
    if (connection.transport.name === 'polling') connection.on('upgrading', probed)
  })
}
