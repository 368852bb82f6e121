/** Loads what *Ask* and *Hand* need while nothing else is to do, so that they work without a connection later. */
import type { Connection } from '../../client/connection/connection.ts'
import { loadWords } from '../../client/words.ts'
import { loadElementCode } from '../../demos/live.ts'

/** A hall that has come at once does not ask for the files at once. */
const SPREAD_MS = 10_000

/** Does nothing for people who save data. */
export function prefetch({ onLink }: Pick<Connection, 'onLink'>): void {
  if (savesData()) return
  let state: 'waiting' | 'loading' | 'done' = 'waiting'
  onLink((link) => {
    if (link !== 'live' || state !== 'waiting') return
    state = 'loading'
    setTimeout(() => whenIdle(() => void load()), Math.random() * SPREAD_MS)
  })

  async function load(): Promise<void> {
    try {
      await Promise.all([
        import('./ask.ts'),
        import('./hand.ts'),
        loadElementCode('live-questions'),
        loadWords('elements'),
      ])
      state = 'done'
      // For stories, which must not disconnect before.
      document.documentElement.dataset['parts'] = 'loaded'
    } catch (error) {
      // The next connection tries again.
      state = 'waiting'
      console.warn('The parts of the room bar could not be loaded yet.', error)
    }
  }
}

function savesData(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } }
  return connection?.saveData === true
}

/** Not in every browser. */
function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(work)
  else work()
}
