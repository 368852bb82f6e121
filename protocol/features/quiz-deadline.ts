/** The time limit of a question. Separate from the rules, so that pages do not load them. */

/** When a question stops accepting answers by itself, in ms since 1970; Infinity without a time limit. */
export function deadlineOf({ at, seconds }: { at: number; seconds: number }): number {
  return seconds === 0 ? Infinity : at + seconds * 1000
}
