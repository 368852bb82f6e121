/**
 * "Press a button, become a request": one worker thread for each talk, with a queue. The worker really blocks, but this
 * process never does. It runs only while somebody watches.
 */
import { Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import { CYCLE_PHASES, type CycleAnswer, type CycleKind, type CycleNews } from '../../protocol/cycle.ts'
import type { ActorId } from '../../protocol/ids.ts'
import { refusal, type Refusal } from '../../protocol/refusal.ts'
import { EMPTY_QUEUE, newsOf, PATIENCE_MS, reduce, whyNot, type Action, type Request } from './cycle-queue.ts'
import { PROGRAM, type Job, type Report } from './cycle-worker.ts'
import { coalesce } from '../base/coalesce.ts'
import { createBucket, type Bucket } from '../base/token-bucket.ts'
import type { SignalSource } from '../room/signal-channels.ts'
import type { Visitor } from '../admission/visitor.ts'

/** The number of browsers whose numbers are kept. Above it, the oldest are removed. */
const MAX_BROWSERS = 1000
/** A request blocks the worker for four of these; a connection for two before it holds the worker. */
const PHASE_MS = 90
const HOLD_MS = 10_000
/** Presses that a browser may make at once, and then per second. */
const BURST = 4
const PER_SECOND = 1
const TICK_MS = 100
/** With many numbers to send, ticks are less frequent. */
const CROWDED_TICK_MS = 400
const CROWD = 24

export interface Cycle {
  press(kind: CycleKind, visitor: Visitor): CycleAnswer
  /** Ends the visitor's own request; `all` ends every connection, for a paired browser. */
  hangUp(all: boolean, visitor: Visitor): { ok: true } | Refusal
  /** For a paired browser. */
  setStyle(style: CycleNews['style'], visitor: Visitor): { ok: true } | Refusal
  /** The connection is closed: its presses are hung up. */
  left(visitor: Visitor): void
  topic: SignalSource<'cycle'>
}

interface Browser {
  number: number
  bucket: Bucket
}

/** `holdMs`: a connection that nobody hangs up ends after this time. */
export function createCycle(logger: Logger, now = Date.now, holdMs = HOLD_MS): Cycle {
  const browsers = new Map<ActorId, Browser>()
  const cell = new Int32Array(new SharedArrayBuffer(4))
  let queue = EMPTY_QUEUE
  let worker: Worker | undefined
  let numbered = 0
  let notify: (() => void) | undefined
  let patience: NodeJS.Timeout | undefined

  function apply(action: Action): void {
    const before = queue
    queue = reduce(queue, action, now())
    const [first] = queue.waiting
    clearTimeout(patience)
    if (first) patience = setTimeout(apply, first.pressedAt + PATIENCE_MS - now(), { type: 'waited' })
    if (queue === before) return
    // A new worker has been sent nothing yet.
    const sent = new Set(worker && before.serving.map((each) => each.job))
    for (const request of queue.serving) if (!sent.has(request.job)) send(request)
    notify?.()
  }

  function send({ job, kind }: Request): void {
    const phases = CYCLE_PHASES[kind].map(() => PHASE_MS)
    if (kind === 'websocket') phases[phases.length - 1] = holdMs
    worker ??= startWorker()
    say(worker, { job, phases })
  }

  function startWorker(): Worker {
    const started = new Worker(PROGRAM, {
      eval: true,
      workerData: { cell: cell.buffer, loop: queue.style === 'loop' },
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 },
    })
    started.unref()
    started.on('message', (report: Report) => {
      if (started === worker) apply({ type: 'reported', report })
    })
    started.on('error', (error) => {
      logger.error({ err: error }, 'The worker of the cycle has failed.')
      if (started !== worker) return
      // Another worker might fail in the same way again and again, so the next press starts it.
      worker = undefined
      apply({ type: 'failed' })
    })
    return started
  }

  function stopWorker(): void {
    void worker?.terminate()
    worker = undefined
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

  function hangUp(requests: readonly Request[]): void {
    const served = queue.serving.filter((each) => requests.includes(each))
    apply({ type: 'hung-up', requests })
    for (const { job } of served) {
      if (queue.style === 'loop' && worker) say(worker, { hangUp: job })
      else {
        Atomics.store(cell, 0, job)
        Atomics.notify(cell, 0)
      }
    }
  }
  const requestsOf = (which: (request: Request) => boolean): Request[] =>
    [...queue.serving, ...queue.waiting].filter(which)

  return {
    press(kind, by) {
      if (!notify) return { ok: false, why: 'closed' }
      const why = whyNot(queue, by)
      if (why) return { ok: false, why }
      const { number, bucket } = browserOf(by.who.id)
      if (bucket.take() > 0) return { ok: false, why: 'often' }
      apply({ type: 'pressed', press: { by, browser: number, kind } })
      return { ok: true, browser: number, presses: queue.presses }
    },
    hangUp(all, { who }) {
      if (all && !who.paired) return refusal('forbidden')
      hangUp(all ? queue.serving : requestsOf((each) => each.by.who.id === who.id))
      return { ok: true }
    },
    setStyle(style, { who }) {
      if (!who.paired) return refusal('forbidden')
      if (style !== queue.style) {
        stopWorker()
        apply({ type: 'switched', style })
      }
      return { ok: true }
    },
    left: (visitor) => hangUp(requestsOf((each) => each.by === visitor)),
    topic: {
      opening: () => newsOf(queue),
      start(tell) {
        const telling = coalesce(
          () => tell(newsOf(queue)),
          () => (queue.serving.length + queue.waiting.length > CROWD ? CROWDED_TICK_MS : TICK_MS),
        )
        notify = telling.soon
        return () => {
          telling.cancel()
          clearTimeout(patience)
          stopWorker()
          notify = undefined
          queue = EMPTY_QUEUE
          browsers.clear()
          numbered = 0
          Atomics.store(cell, 0, 0)
        }
      },
    },
  }
}

function say(worker: Worker, message: Job | { hangUp: number }): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread has no origin.
  worker.postMessage(message)
}
