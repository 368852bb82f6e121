/** The capabilities of standard output. */
import { isatty } from 'node:tty'

export interface Terminal {
  /** Whether it is an interactive terminal; otherwise the output is plain ASCII without escape codes. */
  interactive: boolean
  colors: boolean
  columns: number
}

export function terminal(): Terminal {
  // Even reading `process.stdout` makes writes to a pipe block (`output.ts`).
  if (!isatty(1)) return { interactive: false, colors: false, columns: 80 }
  const { stdout } = process
  return { interactive: true, colors: stdout.hasColors(), columns: stdout.columns || 80 }
}
