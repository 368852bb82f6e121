/** Who is writing in the chat at the moment: a signal, never in the log, and never one line for each person. */

/** Names that are told; all others are only counted. */
export const MAX_TYPING_NAMES = 3
/** A browser says again so often that its person goes on writing. */
export const TYPING_AGAIN_MS = 3000
/** Who has said nothing for so long does not write any more. */
export const TYPING_FADES_MS = 6000

export interface TypingNews {
  /** People who write now, all together. */
  count: number
  /** Some of them who have a name, by the number that stands for them in the chat. */
  names: { author: number; name: string }[]
}
