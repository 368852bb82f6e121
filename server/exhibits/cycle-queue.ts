/** The queue in front of the worker of the cycle, as a pure state machine. */
import type { CycleAnswer, CycleKind, CycleNews } from '../../protocol/cycle.ts'
import { shareOf, type Visitor } from '../admission/visitor.ts'
import type { Report } from './cycle-worker.ts'

/** The most requests that wait or are served. */
export const MAX_QUEUE = 200
/** A request that has waited this long is removed. */
export const PATIENCE_MS = 30_000

export interface Request {
  job: number
  by: Visitor
  /** The browser's number. */
  browser: number
  kind: CycleKind
  pressedAt: number
  /** The phase that the worker has reported; 0 while it waits. */
  phase: number
}

export interface Queue extends Pick<CycleNews, 'style' | 'presses' | 'served' | 'gaveUp' | 'longestMs'> {
  /** Both in the order of the presses; `serving` holds at most one while the worker blocks. */
  serving: readonly Request[]
  waiting: readonly Request[]
}

export const EMPTY_QUEUE: Queue = {
  style: 'blocking',
  serving: [],
  waiting: [],
  presses: 0,
  served: 0,
  gaveUp: 0,
  longestMs: 0,
}

export type Action =
  | { type: 'pressed'; press: Pick<Request, 'by' | 'browser' | 'kind'> }
  | { type: 'reported'; report: Report }
  /** The requests to end. Of these, the ones that wait leave the queue. */
  | { type: 'hung-up'; requests: readonly Request[] }
  /** Time has passed. */
  | { type: 'waited' }
  | { type: 'switched'; style: CycleNews['style'] }
  /** The worker has ended with an error. */
  | { type: 'failed' }

/** Returns the same object when nothing has changed. */
export function reduce(queue: Queue, action: Action, now: number): Queue {
  return serveNext(change(queue, action, now), now)
}

/** Why this visitor may not press now; undefined if they may. */
export function whyNot(queue: Queue, by: Visitor): (CycleAnswer & { ok: false })['why'] | undefined {
  // A script without cookies would be a new browser each time, and would fill the queue.
  if (by.who.passing || !by.visits) return 'no-cookie'
  const all = [...queue.serving, ...queue.waiting]
  if (all.some((each) => each.by.who.id === by.who.id)) return 'pending'
  const beside = all.filter((each) => each.by.visits === by.visits)
  return all.length >= MAX_QUEUE || beside.length >= shareOf(MAX_QUEUE) ? 'full' : undefined
}

export function newsOf({ serving, waiting, ...rest }: Queue): CycleNews {
  return {
    ...rest,
    serving: serving.map(({ browser, kind, phase }) => ({ browser, kind, phase })),
    waiting: waiting.map((each) => each.browser),
  }
}

function change(queue: Queue, action: Action, now: number): Queue {
  const { serving, waiting, presses, served, gaveUp } = queue
  switch (action.type) {
    case 'pressed': {
      const request = { ...action.press, job: presses + 1, pressedAt: now, phase: 0 }
      return { ...queue, presses: request.job, waiting: [...waiting, request] }
    }
    case 'reported': {
      const { report } = action
      const others = serving.filter(({ job }) => job !== report.job)
      if (others.length === serving.length) return queue
      if ('done' in report) return { ...queue, serving: others, served: served + 1 }
      const { job, phase } = report
      return { ...queue, serving: serving.map((each) => (each.job === job ? { ...each, phase } : each)) }
    }
    case 'hung-up':
      return drop(queue, (each) => action.requests.includes(each))
    case 'waited':
      return drop(queue, (each) => now - each.pressedAt >= PATIENCE_MS)
    case 'switched': {
      // The next worker starts over, in the order of the presses.
      const again = serving.map((each) => ({ ...each, phase: 0 }))
      return { ...queue, style: action.style, serving: [], waiting: [...again, ...waiting] }
    }
    case 'failed':
      return { ...queue, serving: [], waiting: [], gaveUp: gaveUp + serving.length + waiting.length }
  }
}

function drop(queue: Queue, which: (request: Request) => boolean): Queue {
  const waiting = queue.waiting.filter((each) => !which(each))
  const dropped = queue.waiting.length - waiting.length
  return dropped === 0 ? queue : { ...queue, waiting, gaveUp: queue.gaveUp + dropped }
}

/** One at a time, or all together: the only difference between the two styles. */
function serveNext(queue: Queue, now: number): Queue {
  const { style, serving, waiting } = queue
  const free = style === 'loop' ? waiting.length : 1 - serving.length
  const next = waiting.slice(0, Math.max(0, free))
  if (next.length === 0) return queue
  return {
    ...queue,
    serving: [...serving, ...next],
    waiting: waiting.slice(next.length),
    longestMs: Math.max(queue.longestMs, ...next.map((each) => now - each.pressedAt)),
  }
}
