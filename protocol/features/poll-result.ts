/** The result of a poll in the form in which screens show it. */

/** The number of an open answer, its text, and for moderators whether it is hidden or its author was muted. */
export type ShownAnswer = [item: number, text: string, hidden?: true | 'muted']
export type ShownWord = [word: string, count: number, hidden?: true]

export interface Result {
  /** One per option or cell; of an estimate, one per bar of the histogram. */
  counts?: readonly number[]
  /** Of an estimate: numbers in one bar, and the middle of all. */
  bin?: number
  mean?: number
  median?: number
  /** The most frequent first. */
  words?: ShownWord[]
  /** Different words. */
  distinct?: number
  /** The newest first. */
  answers?: ShownAnswer[]
  /** There are older answers. */
  earlier?: boolean
}
