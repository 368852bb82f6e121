/** Watches over the process: an event loop that stands still or a heap that fills up make it unready for a while. */
import { getHeapStatistics } from 'node:v8'
import type { Logger } from 'pino'

const EVERY_MS = 250
/** A turn of the event loop that takes longer keeps everybody waiting. */
const MOST_LAG_MS = 1000
/** So long nobody new is sent here, since what held it up may come again. */
const LATELY_MS = 5000
const FULL = 0.85
/** Less again than this, since a heap that is nearly full breathes. */
const ROOMY = 0.8

export interface Watchdog {
  /** What is wrong, as one line for people; null while nothing is. */
  trouble(): string | null
  /** Whoever sends what may be lost should leave it out now. */
  pressure(): boolean
  /** How late the event loop was at the last look, in ms. */
  lagMs(): number
  close(): void
}

export interface WatchdogOptions {
  logger: Logger
  /** Milliseconds of a clock that never jumps. */
  now?: () => number
  /** The share of the heap's limit that is used, from 0 to 1. */
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
    // Asked before the timer had its turn, the present delay counts too.
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
  return `The event loop stood still for ${(ms / 1000).toFixed(1)} s.`
}

function usedHeap(): number {
  const { used_heap_size, heap_size_limit } = getHeapStatistics()
  return used_heap_size / heap_size_limit
}
