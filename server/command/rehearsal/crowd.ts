/** The simulated room of a rehearsal. */
import { setMaxListeners } from 'node:events'
import type { Logger } from 'pino'
import type { SimulatedRoom } from '../options.ts'
import { live, type Place } from './person.ts'
import { scriptsOf } from './script.ts'

export interface Crowd {
  /** Resolves when everybody has left and nothing of theirs is on its way. */
  close(): Promise<void>
}

export function openCrowd(room: SimulatedRoom, place: Omit<Place, 'seed'>, logger: Logger): Crowd {
  const ending = new AbortController()
  // Each person waits for several things at once.
  setMaxListeners(0, ending.signal)
  const people = scriptsOf(room).map((script) =>
    live(script, { ...place, seed: room.seed }, ending.signal).catch((error: unknown) => {
      if (!ending.signal.aborted)
        logger.warn({ err: error, name: script.name }, 'A simulated person has left because of an error.')
    }),
  )
  return {
    async close() {
      ending.abort()
      await Promise.all(people)
    },
  }
}
