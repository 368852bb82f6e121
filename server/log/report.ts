/** Where a log's trouble goes when its owner named no place: Node's own warnings. */

export function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error))
}
