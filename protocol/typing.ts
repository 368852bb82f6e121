/** Who is writing in the chat now: a signal, never in the log, with one line for all people together. */

/** This many names are sent. All others are only counted. */
export const MAX_TYPING_NAMES = 3
/** While a person keeps writing, their browser reports it this often. */
export const TYPING_AGAIN_MS = 3000
/** A browser that has reported nothing for this long counts as not writing. */
export const TYPING_FADES_MS = 6000

export interface TypingNews {
  /** The number of all people who are writing. */
  count: number
  /** Some of them who have a name, by their number in the chat. */
  names: { author: number; name: string }[]
}
