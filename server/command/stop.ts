/** Ends the process gracefully: the first signal closes everything; a second signal or the deadline ends it at once. */
import type { Logger } from 'pino'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** Process managers send SIGKILL ten seconds after SIGTERM. */
const DEADLINE_MS = 8000

/** `close` must finish every write. The process exits with 0 afterwards, or at the deadline. */
export function stopOnSignal(close: () => Promise<void>, logger: Logger, deadlineMs = DEADLINE_MS): void {
  let stopping = false
  const stop = async (): Promise<void> => {
    if (stopping) process.exit(1)
    stopping = true
    setTimeout(() => {
      logger.warn('Some connections did not close in time.')
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
