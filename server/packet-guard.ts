/** Cuts a connection that sends more packets than any browser of ours, before they cost more than their reading. */
import type { Server, Socket as Connection } from 'engine.io'
import { createBucket } from './rate.ts'

/** Three times what `calls.ts` answers: who goes on after its refusals is cut. */
const BURST = 180
const PER_SECOND = 90
/** Packets of one payload, or of one piece of a WebSocket's stream: they arrive within one turn. */
const MOST_AT_ONCE = 64

/** `cut` hears of each connection that is closed. */
export function guardPackets(engine: Server, cut: () => void): void {
  engine.on('connection', (connection: Connection) => {
    const pace = { bucket: createBucket(BURST, PER_SECOND), atOnce: 0 }
    connection.on('packet', () => {
      if (pace.atOnce === 0) setImmediate(turned, pace)
      pace.atOnce += 1
      if (pace.atOnce <= MOST_AT_ONCE && pace.bucket.take() === 0) return
      connection.close(true)
      cut()
    })
  })
}

/** One turn of the event loop is over. */
function turned(pace: { atOnce: number }): void {
  pace.atOnce = 0
}
