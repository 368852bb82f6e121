/** Ends the process well: the first signal closes what is open, a second one or the deadline ends it at once. */
import type { Logger } from 'pino'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** Whoever sent the signal waits ten seconds before it kills. */
const DEADLINE_MS = 8000

/** `close` must finish every write. Exits with 0 once it has, or when the deadline comes first. */
export function stopOnSignal(close: () => Promise<void>, logger: Logger, deadlineMs = DEADLINE_MS): void {
  let stopping = false
  const stop = async (): Promise<void> => {
    if (stopping) process.exit(1)
    stopping = true
    setTimeout(() => {
      logger.warn('Some connections would not close in time.')
      process.exit(0)
    }, deadlineMs).unref()
    try {
      await close()
      process.exit(0)
    } catch (error) {
      logger.error({ err: error }, 'The server did not close cleanly.')
      process.exit(1)
    }
  }
  for (const signal of SIGNALS) process.on(signal, () => void stop())
}
