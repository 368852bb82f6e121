/** Merges a burst of calls into one run. */

export interface Coalesced {
  /** Runs after the delay, unless a run is already scheduled. */
  soon(): void
  /** Cancels the scheduled run, if any. */
  cancel(): void
}

/** A delay given as a function is read when a run is scheduled. */
export function coalesce(run: () => void, delay: number | (() => number)): Coalesced {
  let due: NodeJS.Timeout | undefined
  return {
    soon() {
      due ??= setTimeout(
        () => {
          due = undefined
          run()
        },
        typeof delay === 'number' ? delay : delay(),
      )
    },
    cancel() {
      clearTimeout(due)
      due = undefined
    },
  }
}
