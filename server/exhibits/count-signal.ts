/** A number of the server that changes twice a second: half of the room polls it, the other half gets it by push. */
import type { CountNews } from '../../protocol/room.ts'
import type { SignalSource } from '../room/signal-channels.ts'

const EVERY_MS = 500
const STARTED = Date.now()

/** How many half seconds this server has run; `at` is when the value last changed. */
export function readCount(now = Date.now()): CountNews {
  const value = Math.max(0, Math.floor((now - STARTED) / EVERY_MS))
  return { value, at: STARTED + value * EVERY_MS }
}

export const countSignal: SignalSource<'count'> = {
  opening: () => readCount(),
  start(tell) {
    let newest = readCount()
    let timer: NodeJS.Timeout
    const wait = (): void => {
      timer = setTimeout(change, Math.max(1, newest.at + EVERY_MS - Date.now()))
    }
    const change = (): void => {
      const now = readCount()
      // A timer may fire slightly early.
      if (now.value !== newest.value) tell(now)
      newest = now
      wait()
    }
    wait()
    return () => clearTimeout(timer)
  },
}
