/**
 * Ends connections a few in each turn of the event loop. When a proxy or a network goes, thousands break in one
 * moment; one after the other in the same turn would keep a move of the presenter waiting for half a second.
 */
import type { Duplex } from 'node:stream'

/** Each takes a twentieth of a millisecond. */
const IN_ONE_TURN = 100

type Done = (error?: Error | null) => void
interface Ending {
  stream: Duplex
  error: Error | null
  done: Done
}

const endings: Ending[] = []

/** What Node reads a socket by. */
interface Handle {
  reading?: boolean
  readStop?(): void
}

/** From now on the stream waits for its turn when it is destroyed, and reads nothing meanwhile. */
export function endInTurn(stream: Duplex): void {
  stream['_destroy'] = waitForTurn
}

/** In the place of a stream's own `_destroy`: the same function for all, since thousands are kept. */
function waitForTurn(this: Duplex, error: Error | null, done: Done): void {
  // Bytes that come for a destroyed stream would be an exception that nobody can catch.
  const handle = (this as { _handle?: Handle | null })['_handle']
  if (handle) {
    handle.reading = false
    handle.readStop?.()
  }
  endings.push({ stream: this, error, done })
  if (endings.length === 1) setImmediate(endSome)
}

function endSome(): void {
  for (const { stream, error, done } of endings.splice(0, IN_ONE_TURN)) {
    const own = (Object.getPrototypeOf(stream) as Duplex)['_destroy']
    own.call(stream, error, done)
  }
  if (endings.length > 0) setImmediate(endSome)
}
