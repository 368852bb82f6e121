/** What is checked before a talk: each row is good, or says what to do. */

export interface CheckRow {
  name: string
  good: boolean
  /** What is the case, in one line. */
  words: string
  /** Empty if it is good. */
  advice: string
}

// @__NO_SIDE_EFFECTS__
export function good(name: string, words: string): CheckRow {
  return { name, good: true, words, advice: '' }
}

// @__NO_SIDE_EFFECTS__
export function bad(name: string, words: string, advice: string): CheckRow {
  return { name, good: false, words, advice }
}

/** What `lectern check` gets from a running server. */
export interface CheckAnswer {
  /** The public address, without a trailing slash. */
  address: string
  talks: { talk: string; title: string; rows: CheckRow[] }[]
}
