/** What standard output can show. */

export interface Terminal {
  /** A person's terminal; else plain ASCII without escape codes. */
  interactive: boolean
  colors: boolean
  columns: number
}

export function terminal(): Terminal {
  const { stdout } = process
  const interactive = stdout.isTTY
  return { interactive, colors: interactive && stdout.hasColors(), columns: stdout.columns || 80 }
}
