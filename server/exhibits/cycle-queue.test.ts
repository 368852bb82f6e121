/** Tests for the queue of the cycle without a worker: the result of each action. */
import { expect, test } from 'vitest'
import { createBucket } from '../base/token-bucket.ts'
import type { Visitor } from '../admission/visitor.ts'
import type { Report } from './cycle-worker.ts'
import { EMPTY_QUEUE, newsOf, PATIENCE_MS, reduce, whyNot, type Action, type Queue } from './cycle-queue.ts'

const guest = (id: string): Visitor => ({
  who: { role: 'audience', paired: false, id },
  visits: createBucket(1, 1),
  reacts: undefined,
})
const pressed = (browser: number): Action => ({
  type: 'pressed',
  press: { by: guest(`guest-${browser}`), browser, kind: 'http' },
})
const reported = (report: Report): Action => ({ type: 'reported', report })
const after = (actions: Action[], from: Queue = EMPTY_QUEUE, now = 0): Queue =>
  actions.reduce((queue, action) => reduce(queue, action, now), from)
const browsers = ({ serving, waiting }: Queue): number[][] =>
  [serving, waiting].map((requests) => requests.map(({ browser }) => browser))

const THREE = after([pressed(1), pressed(2), pressed(3)])

test('[E100] a worker that blocks serves one request, and then the next', () => {
  expect(browsers(THREE)).toEqual([[1], [2, 3]])
  const next = reduce(THREE, reported({ job: 1, done: true }), 700)
  expect(browsers(next)).toEqual([[2], [3]])
  expect(next).toMatchObject({ presses: 3, served: 1, longestMs: 700 })
  // The earlier queue is unchanged.
  expect(browsers(THREE)).toEqual([[1], [2, 3]])
})

test('[E103] an event loop serves all; a worker that blocks again starts over with the first', () => {
  const loop = after([reported({ job: 1, phase: 2 }), { type: 'switched', style: 'loop' }, pressed(4)], THREE)
  expect(browsers(loop)).toEqual([[1, 2, 3, 4], []])
  expect(newsOf(loop).serving[0]).toEqual({ browser: 1, kind: 'http', phase: 0 })
  const blocking = after([reported({ job: 2, done: true }), { type: 'switched', style: 'blocking' }], loop)
  expect(browsers(blocking)).toEqual([[1], [3, 4]])
})

test('[E102] [E132] when requests are hung up, those that wait leave; the one that is served ends with its report', () => {
  const hungUp = reduce(THREE, { type: 'hung-up', requests: [...THREE.serving, THREE.waiting[1]!] }, 0)
  expect(browsers(hungUp)).toEqual([[1], [2]])
  expect(hungUp.gaveUp).toBe(1)
})

test('[E105] those that have waited too long leave, and no others', () => {
  const late = reduce(THREE, pressed(4), 1)
  expect(browsers(reduce(late, { type: 'waited' }, PATIENCE_MS))).toEqual([[1], [4]])
  expect(reduce(late, { type: 'waited' }, PATIENCE_MS - 1)).toBe(late)
})

test('[E100] when a worker fails, the served and the waiting requests are lost', () => {
  const failed = reduce(THREE, { type: 'failed' }, 0)
  expect(browsers(failed)).toEqual([[], []])
  expect(failed.gaveUp).toBe(3)
  expect(browsers(reduce(failed, pressed(4), 0))).toEqual([[4], []])
})

test('[E106] a report of a job that is not served changes nothing', () => {
  expect(reduce(THREE, reported({ job: 2, phase: 1 }), 0)).toBe(THREE)
  expect(reduce(THREE, reported({ job: 9, done: true }), 0)).toBe(THREE)
  expect(newsOf(reduce(THREE, reported({ job: 1, phase: 3 }), 0)).serving[0]?.phase).toBe(3)
})

test('[E101] a browser with a request in the queue may not press again', () => {
  expect(whyNot(THREE, guest('guest-2'))).toBe('pending')
  expect(whyNot(THREE, guest('guest-9'))).toBeUndefined()
})
