/** The lease of a log that belongs to a single process: it is always held. */
import type { Undo } from './log.ts'

export function soleLease(_name: string, listener: (held: boolean) => void): Undo {
  let wanted = true
  queueMicrotask(() => {
    if (wanted) listener(true)
  })
  return () => {
    wanted = false
  }
}
