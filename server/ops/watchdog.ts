/** Watches the process: while the event loop is blocked or the heap is nearly full, the server is not ready. */
import { getHeapStatistics } from 'node:v8'
import type { Logger } from 'pino'

const EVERY_MS = 250
/** A longer delay of the event loop affects everybody. */
const MOST_LAG_MS = 1000
/** The server stays not ready for this long, because the cause may return. */
const LATELY_MS = 5000
const FULL = 0.85
/** Lower than the first limit, because the usage of a nearly full heap fluctuates. */
const ROOMY = 0.8

export interface Watchdog {
  /** The current problem as one readable line; null if there is none. */
  trouble(): string | null
  /** Whether messages that may be lost should be dropped now. */
  pressure(): boolean
  /** The delay of the event loop at the last check, in ms. */
  lagMs(): number
  close(): void
}

export interface WatchdogOptions {
  logger: Logger
  /** Milliseconds of a monotonic clock. */
  now?: () => number
  /** The used share of the heap's limit, from 0 to 1. */
  heap?: () => number
}

export function createWatchdog(options: WatchdogOptions): Watchdog {
  const { logger, now = () => performance.now(), heap = usedHeap } = options
  let looked = now()
  let lag = 0
  let worst = { at: -Infinity, lag: 0 }
  let full = false
  let told: string | null = null

  function look(): void {
    const at = now()
    lag = Math.max(0, at - looked - EVERY_MS)
    looked = at
    if (lag > MOST_LAG_MS) worst = { at, lag }
    full = heap() > (full ? ROOMY : FULL)
    tell()
  }

  function tell(): void {
    const is = trouble()
    if (is === told) return
    if (is !== null) logger.warn(is)
    else logger.warn('The server keeps up again.')
    told = is
  }

  function trouble(): string | null {
    // If a probe comes before the timer, the current delay counts too.
    const late = now() - looked - EVERY_MS
    if (late > MOST_LAG_MS) return stoodStill(late)
    if (now() - worst.at < LATELY_MS) return stoodStill(worst.lag)
    return full ? 'The heap is nearly full.' : null
  }

  const timer = setInterval(look, EVERY_MS)
  timer.unref()
  return {
    trouble,
    pressure: () => trouble() !== null,
    lagMs: () => Math.round(lag),
    close: () => clearInterval(timer),
  }
}

function stoodStill(ms: number): string {
  return `The event loop was blocked for ${(ms / 1000).toFixed(1)} s.`
}

function usedHeap(): number {
  const { used_heap_size, heap_size_limit } = getHeapStatistics()
  return used_heap_size / heap_size_limit
}
