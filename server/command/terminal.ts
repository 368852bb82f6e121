/** What standard output can show. */
import { isatty } from 'node:tty'

export interface Terminal {
  /** A person's terminal; else plain ASCII without escape codes. */
  interactive: boolean
  colors: boolean
  columns: number
}

export function terminal(): Terminal {
  // Merely looking at `process.stdout` makes a pipe wait for its reader (`output.ts`).
  if (!isatty(1)) return { interactive: false, colors: false, columns: 80 }
  const { stdout } = process
  return { interactive: true, colors: stdout.hasColors(), columns: stdout.columns || 80 }
}
