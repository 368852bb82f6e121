/** What an answer is worth, and the order of the leaderboard. Pure. */
import type { QuizQuestion } from './quiz-question.ts'

/** A right answer is one that contains exactly the right options. Both lists are in order. */
export function isRight(options: readonly number[], right: readonly number[]): boolean {
  return options.length === right.length && options.every((option, i) => option === right[i])
}

/**
 * The points of a right answer: all of them at once, half of them at the deadline, and linear in between. Without a time
 * limit they do not fall.
 */
export function pointsFor(
  { points, seconds }: Pick<QuizQuestion, 'points' | 'seconds'>,
  afterMs: number,
): number {
  if (seconds === 0) return points
  const share = Math.min(1, Math.max(0, afterMs / (seconds * 1000)))
  return Math.round(points * (1 - share / 2))
}

export interface Standing {
  score: number
  /** The time of all right answers together, in ms. */
  rightMs: number
  number: number
}

/** More points first. With the same points, those whose right answers were faster; then those who came first. */
export function byStanding(a: Standing, b: Standing): number {
  return b.score - a.score || a.rightMs - b.rightMs || a.number - b.number
}

export function isTied(a: Standing, b: Standing): boolean {
  return a.score === b.score && a.rightMs === b.rightMs
}
