/** Reports a log's errors as Node warnings, if its owner passes no other function. */

export function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error))
}
