/** Tests the last error for presenters: one line, without a stack and without what people sent. */
import { expect, test } from 'vitest'
import { createLastError } from './last-error.ts'
import { createLogger } from './logger.ts'

test("[M9] remembers the last error as one line with the system's message for its cause", () => {
  let noted = 0
  const lastError = createLastError(
    () => (noted += 1),
    () => 4711,
  )
  const logger = createLogger('info', { write: () => {} }, lastError.note)
  logger.info('Listening.')
  logger.warn({ lagMs: 3 }, 'The event loop was blocked.')
  expect(lastError.last()).toBe(null)
  logger.error(
    { err: Object.assign(new Error('ENOSPC: no space left, write'), { errno: -28 }) },
    'Not written.',
  )
  expect(lastError.last()).toEqual({ at: 4711, line: 'Not written: no space left on device.' })
  logger.error({ err: Object.assign(new Error('x'), { errstr: 'database or disk is full' }) }, 'Not written.')
  expect(lastError.last()?.line).toBe('Not written: database or disk is full.')
  logger.error({ err: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) }, 'No Redis.')
  expect(lastError.last()?.line).toBe('No Redis: ECONNREFUSED.')
  logger.error({ err: new SyntaxError('Unexpected token in {"key":"secret"}') }, 'A request failed.')
  expect(lastError.last()?.line).toBe('A request failed.')
  logger.fatal('A defect: this should not happen.')
  expect(lastError.last()?.line).toBe('A defect: this should not happen.')
  expect(noted).toBe(5)
})
