/** One vote: its shape for each kind, and which of a poll's counts it increases. */
import * as v from 'valibot'
import { cleanText } from '../text.ts'
import { GRID, MAX_ANSWER, MAX_OPTIONS, MAX_WORD, POINTS } from './poll-limits.ts'
import { levelsOf, MAX_WORDS, type Asked } from './poll-asked.ts'

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
const whole = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(most))
const perOption = (most: number) => v.pipe(v.array(whole(most)), v.maxLength(MAX_OPTIONS))

export const voteSchema = v.union([
  /** Indexes of options, in the voter's order for a ranking. */
  v.strictObject({ choice: perOption(MAX_OPTIONS - 1) }),
  v.strictObject({ points: perOption(POINTS) }),
  v.strictObject({ number: v.pipe(v.number(), v.finite()) }),
  v.strictObject({ text: v.pipe(v.string(), v.maxLength(4 * MAX_ANSWER)) }),
  v.strictObject({
    words: v.pipe(v.array(v.pipe(v.string(), v.maxLength(4 * MAX_WORD))), v.maxLength(MAX_WORDS)),
  }),
  /** A place on the picture, as shares of its width and height. */
  v.strictObject({ x: share, y: share }),
])
export type Vote = v.InferOutput<typeof voteSchema>

/** The vote in the form in which it is counted, or null if the poll does not accept it. */
export function validVote(asked: Asked, vote: Vote): Vote | null {
  switch (asked.kind) {
    case 'single':
    case 'yesno':
    case 'scale':
    case 'path':
      return 'choice' in vote && vote.choice.length === 1 && areOptions(asked, vote.choice) ? vote : null
    case 'multiple': {
      if (!('choice' in vote) || !areOptions(asked, vote.choice)) return null
      const isFew = vote.choice.length > 0 && vote.choice.length <= (asked.most ?? MAX_OPTIONS)
      return isFew ? { choice: vote.choice.toSorted((a, b) => a - b) } : null
    }
    case 'ranking':
      if (!('choice' in vote) || !areOptions(asked, vote.choice)) return null
      return vote.choice.length === asked.options.length ? vote : null
    case 'points': {
      if (!('points' in vote) || vote.points.length !== asked.options.length) return null
      return vote.points.reduce((sum, each) => sum + each, 0) === POINTS ? vote : null
    }
    case 'estimate': {
      if (!('number' in vote)) return null
      const level = levelOf(asked, vote.number)
      return level >= 0 && level < levelsOf(asked) ? { number: numberAt(asked, level) } : null
    }
    case 'text': {
      const text = 'text' in vote ? cleanText(vote.text, MAX_ANSWER) : ''
      return text === '' ? null : { text }
    }
    case 'words': {
      const words = 'words' in vote ? distinct(vote.words) : []
      return words.length > 0 && words.length <= (asked.most ?? MAX_WORDS) ? { words } : null
    }
    case 'place':
      return 'x' in vote ? { x: rounded(vote.x), y: rounded(vote.y) } : null
  }
}

function areOptions({ options }: Asked, choice: readonly number[]): boolean {
  return new Set(choice).size === choice.length && choice.every((each) => each < options.length)
}

/** Words that differ only in case are one. */
export function wordKey(word: string): string {
  return word.toLowerCase()
}

function distinct(words: readonly string[]): string[] {
  const clean = words.map((word) => cleanText(word, MAX_WORD)).filter((word) => word !== '')
  return [...new Map(clean.toReversed().map((word) => [wordKey(word), word])).values()].toReversed()
}

function rounded(part: number): number {
  return Math.round(part * 1000) / 1000
}

function levelOf({ min = 0, step = 1 }: Asked, number: number): number {
  return Math.round((number - min) / step)
}

/** Without the errors of decimal fractions: 0.1 + 0.2 is 0.3. */
export function numberAt({ min = 0, step = 1 }: Asked, level: number): number {
  return Number((min + level * step).toPrecision(12))
}

/** How many counts a poll has; 0 for a poll whose answers are texts. */
export function countsOf(asked: Asked): number {
  if (asked.kind === 'estimate') return levelsOf(asked)
  return asked.kind === 'place' ? GRID * GRID : asked.options.length
}

/** The counts that a vote increases, and by how much. */
export function marksOf(asked: Asked, vote: Vote): [index: number, by: number][] {
  if ('choice' in vote) {
    const most = asked.kind === 'ranking' ? asked.options.length : 1
    // The first of three places gets 3 points, the last 1.
    return vote.choice.map((option, place) => [option, asked.kind === 'ranking' ? most - place : 1])
  }
  if ('points' in vote) return vote.points.map((points, option) => [option, points])
  if ('number' in vote) return [[levelOf(asked, vote.number), 1]]
  if ('x' in vote) return [[cellOf(vote.y) * GRID + cellOf(vote.x), 1]]
  return []
}

function cellOf(part: number): number {
  return Math.min(GRID - 1, Math.floor(part * GRID))
}

export function sameVote(a: Vote, b: Vote): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
