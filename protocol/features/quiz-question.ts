/** What a deck says about a quiz question, read from its `live-quiz` element in the outline. */
import type { Outline, OutlineElement } from '../deck.ts'

export const QUIZ_TAG = 'live-quiz'

const SECONDS = 20
const MAX_SECONDS = 3600
const POINTS = 1000
const MAX_POINTS = 100_000
const MIN_OPTIONS = 2
/** Each option has a shape and a letter of its own. */
export const MAX_OPTIONS = 8

export interface QuizQuestion {
  id: string
  text: string
  options: string[]
  /** Indices of the right options, in order. Before the reveal only the server and the presenters know them. */
  right: number[]
  /** Empty for none; private like `right`. */
  explanation: string
  /** How long it accepts answers; 0 for no limit. */
  seconds: number
  /** For a right answer given at once. */
  points: number
}

/** The first fault that keeps an element from being asked, for its author; undefined if there is none. */
export function faultOf(element: OutlineElement): string | undefined {
  const { id = '', seconds, points } = element.attributes
  const count = element.items?.length ?? 0
  if (!/^\S{1,80}$/.test(id)) return 'it needs an id, such as {#capital}'
  if (element.text === undefined) return 'it has no question'
  if (count < MIN_OPTIONS) return `it needs at least ${MIN_OPTIONS} options`
  if (count > MAX_OPTIONS) return `it has ${count} options, and ${MAX_OPTIONS} is the maximum`
  const right = rightOf(element)
  if (right.length === 0) return 'no option is marked as right'
  if (right.some((index) => !(index >= 0 && index < count))) return 'a right option does not exist'
  if (!isWhole(seconds, 0, MAX_SECONDS)) return `seconds must be a number from 0 to ${MAX_SECONDS}`
  if (!isWhole(points, 1, MAX_POINTS)) return `points must be a number from 1 to ${MAX_POINTS}`
  return undefined
}

/** The quiz questions of a deck in its order, each id once. Those with a fault are absent. */
export function quizQuestions(outline: Outline): QuizQuestion[] {
  const found = new Map<string, QuizQuestion>()
  for (const { elements = [] } of outline)
    for (const element of elements) {
      if (element.name !== QUIZ_TAG || faultOf(element) !== undefined) continue
      const question = questionIn(element)
      if (!found.has(question.id)) found.set(question.id, question)
    }
  return [...found.values()]
}

function questionIn(element: OutlineElement): QuizQuestion {
  const { id = '', seconds = SECONDS, points = POINTS } = element.attributes
  return {
    id,
    text: element.text ?? '',
    options: element.items ?? [],
    right: rightOf(element),
    explanation: element.private?.text ?? '',
    seconds: Number(seconds),
    points: Number(points),
  }
}

/** `private-right="1 3"` counts from 1. */
function rightOf({ private: hidden }: OutlineElement): number[] {
  const numbers = hidden?.attributes['right']?.split(/[\s,]+/).filter(Boolean) ?? []
  return [...new Set(numbers.map((number) => Number(number) - 1))].toSorted((a, b) => a - b)
}

function isWhole(value: string | undefined, least: number, most: number): boolean {
  const number = Number(value ?? least)
  return value !== '' && Number.isInteger(number) && number >= least && number <= most
}
