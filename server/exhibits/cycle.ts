/**
 * "Press a button, become a request": one worker thread for each talk, and the queue in front of it. The worker
 * really blocks, but never this process; and it lives only while somebody watches.
 */
import { Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import { CYCLE_PHASES, type CycleAnswer, type CycleKind, type CycleNews } from '../../protocol/cycle.ts'
import type { ActorId } from '../../protocol/ids.ts'
import { refusal, type Refusal } from '../../protocol/refusal.ts'
import { PROGRAM, type Job, type Report } from './cycle-worker.ts'
import { coalesce } from '../base/coalesce.ts'
import { createBucket, type Bucket } from '../base/token-bucket.ts'
import type { TopicSource } from '../room/topics.ts'
import { shareOf, type Visitor } from '../admission/visitor.ts'

/** Browsers in line and being served together. */
export const MAX_QUEUE = 200
/** Browsers whose numbers are remembered; past that the first are forgotten. */
const MAX_BROWSERS = 1000
/** A request blocks the worker for four of these; a connection does so twice before it holds. */
const PHASE_MS = 90
const HOLD_MS = 10_000
/** Whoever has waited this long gives up. */
const PATIENCE_MS = 30_000
/** Presses of one browser at once, and each second after that. */
const BURST = 4
const PER_SECOND = 1
const TICK_MS = 100
/** With many numbers to tell, ticks are rarer. */
const CROWDED_TICK_MS = 400
const CROWD = 24

export interface Cycle {
  press(kind: CycleKind, visitor: Visitor): CycleAnswer
  /** Ends the visitor's own; `all` ends everybody's connections, for a paired browser. */
  hangUp(all: boolean, visitor: Visitor): { ok: true } | Refusal
  /** For a paired browser. */
  setStyle(style: CycleNews['style'], visitor: Visitor): { ok: true } | Refusal
  /** The connection is closed: what it pressed is hung up. */
  left(visitor: Visitor): void
  topic: TopicSource<'cycle'>
}

interface Browser {
  number: number
  bucket: Bucket
}

interface Request {
  job: number
  by: Visitor
  browser: number
  kind: CycleKind
  pressedAt: number
  /** The phase that the worker has reported; undefined while it waits. */
  phase?: number
}

/** `holdMs`: after so long a connection that nobody hangs up ends by itself. */
export function createCycle(logger: Logger, now = Date.now, holdMs = HOLD_MS): Cycle {
  const browsers = new Map<ActorId, Browser>()
  const cell = new Int32Array(new SharedArrayBuffer(4))
  let style: CycleNews['style'] = 'blocking'
  let worker: Worker | undefined
  /** Both in the order of the presses; `serving` holds at most one while the worker blocks. */
  let serving: Request[] = []
  let waiting: Request[] = []
  let jobs = 0
  let numbered = 0
  let totals = { served: 0, gaveUp: 0, longestMs: 0 }
  let notify: (() => void) | undefined
  let patience: NodeJS.Timeout | undefined

  function news(): CycleNews {
    return {
      style,
      serving: serving.map(({ browser, kind, phase = 0 }) => ({ browser, kind, phase })),
      waiting: waiting.map((each) => each.browser),
      presses: jobs,
      ...totals,
    }
  }

  function startWorker(): Worker {
    const started = new Worker(PROGRAM, {
      eval: true,
      workerData: { cell: cell.buffer, loop: style === 'loop' },
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 },
    })
    started.unref()
    started.on('message', (report: Report) => {
      if (started === worker) hear(report)
    })
    started.on('error', (error) => {
      logger.error({ err: error }, 'The worker of the cycle has failed.')
      if (started !== worker) return
      // Another one might fail in the same way, for ever: the next press starts it.
      worker = undefined
      totals.gaveUp += serving.length + waiting.length
      serving = []
      waiting = []
      notify?.()
    })
    return started
  }

  /** Everybody goes back in line, in order, before whatever works next. */
  function replaceWorker(): void {
    void worker?.terminate()
    worker = undefined
    for (const request of serving) delete request.phase
    waiting = [...serving, ...waiting]
    serving = []
    dispatch()
  }

  function hear(report: Report): void {
    const request = serving.find((each) => each.job === report.job)
    if (!request) return
    if ('phase' in report) request.phase = report.phase
    else {
      serving = serving.filter((each) => each !== request)
      totals.served += 1
      dispatch()
    }
    notify?.()
  }

  /** One at a time, or all at once: the only difference between the two styles on this side. */
  function dispatch(): void {
    while (waiting.length > 0 && (style === 'loop' || serving.length === 0)) {
      const [next, ...rest] = waiting as [Request, ...Request[]]
      waiting = rest
      serving.push(next)
      totals.longestMs = Math.max(totals.longestMs, now() - next.pressedAt)
      const phases = CYCLE_PHASES[next.kind].map(() => PHASE_MS)
      if (next.kind === 'websocket') phases[phases.length - 1] = holdMs
      worker ??= startWorker()
      say(worker, { job: next.job, phases })
    }
    const [first] = waiting
    clearTimeout(patience)
    if (first) patience = setTimeout(giveUp, first.pressedAt + PATIENCE_MS - now())
    notify?.()
  }

  function giveUp(): void {
    drop((each) => now() - each.pressedAt >= PATIENCE_MS)
    dispatch()
  }

  function drop(which: (request: Request) => boolean): void {
    const kept = waiting.filter((each) => !which(each))
    totals.gaveUp += waiting.length - kept.length
    waiting = kept
  }

  function browserOf(id: ActorId): Browser {
    const known = browsers.get(id)
    if (known) return known
    const [first] = browsers.keys()
    if (browsers.size >= MAX_BROWSERS && first !== undefined) browsers.delete(first)
    const browser = { number: ++numbered, bucket: createBucket(BURST, PER_SECOND, now) }
    browsers.set(id, browser)
    return browser
  }

  function press(kind: CycleKind, by: Visitor): CycleAnswer {
    if (!notify) return { ok: false, why: 'closed' }
    // A script without cookies is a new browser each time, and would fill the queue.
    if (by.who.passing || !by.visits) return { ok: false, why: 'no-cookie' }
    const queue = [...serving, ...waiting]
    if (queue.some((each) => each.by.who.id === by.who.id)) return { ok: false, why: 'pending' }
    const beside = queue.filter((each) => each.by.visits === by.visits)
    if (queue.length >= MAX_QUEUE || beside.length >= shareOf(MAX_QUEUE)) return { ok: false, why: 'full' }
    const browser = browserOf(by.who.id)
    if (browser.bucket.take() > 0) return { ok: false, why: 'often' }
    waiting.push({ job: ++jobs, by, browser: browser.number, kind, pressedAt: now() })
    dispatch()
    return { ok: true, browser: browser.number, presses: jobs }
  }

  function hangUp(which: (request: Request) => boolean): void {
    drop(which)
    for (const { job } of serving.filter(which)) {
      if (style === 'loop' && worker) say(worker, { hangUp: job })
      else {
        Atomics.store(cell, 0, job)
        Atomics.notify(cell, 0)
      }
    }
    dispatch()
  }

  /** Nobody watches any more: nothing is left. */
  function end(): void {
    notify = undefined
    clearTimeout(patience)
    void worker?.terminate()
    worker = undefined
    serving = []
    waiting = []
    browsers.clear()
    jobs = 0
    numbered = 0
    Atomics.store(cell, 0, 0)
    style = 'blocking'
    totals = { served: 0, gaveUp: 0, longestMs: 0 }
  }

  return {
    press,
    hangUp(all, { who }) {
      if (all && !who.paired) return refusal('forbidden')
      hangUp((each) => (all ? serving.includes(each) : each.by.who.id === who.id))
      return { ok: true }
    },
    setStyle(next, { who }) {
      if (!who.paired) return refusal('forbidden')
      if (next !== style) {
        style = next
        replaceWorker()
      }
      return { ok: true }
    },
    left(visitor) {
      const own = (each: Request): boolean => each.by === visitor
      if (serving.some(own) || waiting.some(own)) hangUp(own)
    },
    topic: {
      opening: news,
      start(tell) {
        const telling = coalesce(
          () => tell(news()),
          () => (serving.length + waiting.length > CROWD ? CROWDED_TICK_MS : TICK_MS),
        )
        notify = telling.soon
        return () => {
          telling.cancel()
          end()
        }
      },
    },
  }
}

function say(worker: Worker, message: Job | { hangUp: number }): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread has no origin.
  worker.postMessage(message)
}
