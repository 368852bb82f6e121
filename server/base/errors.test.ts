/** Tests the one-line messages for a failed start. */
import { statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { explain, explainListen, reason } from './errors.ts'

test('[H12] shows only the first line of an error, never a stack', () => {
  expect(explain(new Error('First.\n    at somewhere (file.ts:1:1)'))).toBe('First.')
  expect(explain('a text')).toBe('a text')
})

test('[H12] explains system errors in words', () => {
  try {
    statSync('no-such-file')
    expect.unreachable()
  } catch (error) {
    expect(reason(error)).toBe('no such file or directory')
  }
  expect(reason(new Error('something else'))).toBe('something else')
})

function said(code: string, port = 4000): string {
  const error = Object.assign(new Error(`listen ${code}`), { code })
  return explainListen(error, '10.9.9.9', port).message
}

test('[H12] a port that is not available comes with a suggestion', () => {
  expect(said('EADDRINUSE')).toBe('Port 4000 is busy; try --port 4001.')
  expect(said('EADDRINUSE', 65_535)).toBe('Port 65535 is busy; try --port 65534.')
  expect(said('EACCES', 80)).toBe('Port 80 is not allowed for this user; try --port 4000.')
  expect(said('EADDRNOTAVAIL')).toBe('This computer has no address 10.9.9.9 to listen on (--host).')
  expect(said('EOTHER')).toBe('Cannot listen on 10.9.9.9, port 4000: listen EOTHER.')
})
