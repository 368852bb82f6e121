/** Remembers the last error that the server logged, as one line that a presenter may read. */
import { getSystemErrorMap } from 'node:util'
import { levels } from 'pino'
import type { Fault } from '../../protocol/server-view.ts'

export interface LastError {
  /** Called with the arguments of each log line, and its level as pino's number. */
  note(args: readonly unknown[], level: number): void
  last(): Fault | null
}

/** `noted` is called for each error. */
export function createLastError(noted: () => void = () => {}, now = Date.now): LastError {
  let last: Fault | null = null
  return {
    note([about, sentence], level) {
      if (level < Number(levels.values['error'])) return
      const line = [about, sentence].find((each) => typeof each === 'string') ?? 'A defect.'
      last = { at: now(), line: withCause(line, about) }
      noted()
    },
    last: () => last,
  }
}

/**
 * Adds the system's message for the cause. An error's own message is never used, because it may quote what people
 * sent.
 */
function withCause(line: string, about: unknown): string {
  const error = typeof about === 'object' && about !== null && 'err' in about ? about.err : undefined
  if (typeof error !== 'object' || error === null) return line
  const { errno, errstr, code } = error as { errno?: unknown; errstr?: unknown; code?: unknown }
  const words =
    (typeof errno === 'number' && getSystemErrorMap().get(errno)?.[1]) ||
    (typeof errstr === 'string' && errstr) ||
    (typeof code === 'string' && code)
  return words ? `${line.replace(/\.$/, '')}: ${words}.` : line
}
