/** Remembers the last thing that the server logged as an error, as one line that a presenter may read. */
import { getSystemErrorMap } from 'node:util'
import { levels } from 'pino'
import type { Fault } from '../../protocol/server-view.ts'

export interface Faults {
  /** Called with each line that is logged: its arguments, and its level as pino's number. */
  note(args: readonly unknown[], level: number): void
  last(): Fault | null
}

/** `noted` hears of each fault. */
export function createFaults(noted: () => void = () => {}, now = Date.now): Faults {
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

/** The system's words for the cause, and never an error's own: those may quote what people sent. */
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
