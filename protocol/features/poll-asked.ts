/** What a poll asks: its kind, question, options and settings, as a deck or a phone writes them. */
import * as v from 'valibot'
import type { ElementParts } from '../deck.ts'
import { cleanText } from '../text.ts'
import { MAX_OPTIONS } from './poll-limits.ts'
import { POLL_KINDS, type PollKind } from './poll-kinds.ts'

/** `hidden`: the room sees the results when they are revealed. */
export const RESULTS = ['live', 'hidden'] as const

const MAX_QUESTION = 200
const MAX_OPTION = 100
const MAX_LABEL = 40
/** Different answers to an estimate. */
const MAX_LEVELS = 1001
const DEFAULT_WORDS = 3
export const MAX_WORDS = 5

const text = v.string()
const number = v.number()
/** The schema is of events, so it must accept everything that was ever accepted. */
export const askedSchema = v.object({
  kind: v.picklist(POLL_KINDS),
  question: text,
  /** The labels of a scale's points, too; empty for kinds without options. */
  options: v.array(text),
  results: v.picklist(RESULTS),
  /** How many options or words one vote may have. */
  most: v.exactOptional(number),
  /** The range of an estimate. */
  min: v.exactOptional(number),
  max: v.exactOptional(number),
  step: v.exactOptional(number),
  unit: v.exactOptional(text),
  /** The labels at the ends of a scale. */
  from: v.exactOptional(text),
  to: v.exactOptional(text),
  /** The slides that the options of a path link to. */
  targets: v.exactOptional(v.array(text)),
  picture: v.exactOptional(text),
  /** What the picture shows. */
  alt: v.exactOptional(text),
})
export type Asked = v.InferOutput<typeof askedSchema>

/** Kinds whose options are the items of the list. */
const WITH_OPTIONS: readonly PollKind[] = ['single', 'multiple', 'ranking', 'points', 'path']

/** The poll, or in words why it is none. */
export function readAsked({ attributes, text: written = '', items = [] }: ElementParts): Asked | string {
  const kind = attributes['kind'] || 'single'
  const results = attributes['results'] || ('steps' in attributes ? 'hidden' : 'live')
  const question = cleanText(attributes['question'] || written, MAX_QUESTION)
  if (!isOneOf(POLL_KINDS, kind))
    return `the kind “${kind}” is unknown; it is one of ${POLL_KINDS.join(', ')}`
  if (!isOneOf(RESULTS, results)) return `“results” is “live” or “hidden”, not “${results}”`
  if (question === '') return 'it has no question'
  const options = items.map((item) => cleanText(item, MAX_OPTION))
  if (options.includes('')) return 'an option is empty'
  if (options.length > MAX_OPTIONS) return `it has more than ${MAX_OPTIONS} options`
  if (WITH_OPTIONS.includes(kind) && options.length < 2)
    return `the kind “${kind}” needs at least two options`
  const asked: Asked = { kind, question, options: WITH_OPTIONS.includes(kind) ? options : [], results }
  switch (kind) {
    case 'multiple':
      return withMost(asked, attributes['most'], options.length, options.length)
    case 'words':
      return withMost(asked, attributes['most'], DEFAULT_WORDS, MAX_WORDS)
    case 'yesno':
      if (options.length === 0) return { ...asked, options: ['Yes', 'No'] }
      return options.length === 2 ? { ...asked, options } : 'the kind “yesno” has two options, or none'
    case 'scale':
      return withScale(asked, attributes, options)
    case 'estimate':
      return withRange(asked, attributes)
    case 'place':
      return withPicture(asked, attributes)
    case 'path':
      return withTargets(asked, attributes)
    case 'single':
    case 'ranking':
    case 'text':
    case 'points':
      return asked
  }
}

function isOneOf<T extends string>(list: readonly T[], value: string): value is T {
  return (list as readonly string[]).includes(value)
}

function withMost(asked: Asked, written: string | undefined, usual: number, highest: number): Asked | string {
  const most = written ? Number(written) : usual
  if (!Number.isInteger(most) || most < 1 || most > highest) return `“most” is a number from 1 to ${highest}`
  return { ...asked, most }
}

/** A list gives the labels of all points. Without one, the points are numbers. */
function withScale(asked: Asked, attributes: Record<string, string>, options: string[]): Asked | string {
  const points = Number(attributes['max'] || 5)
  if (options.length === 1 || !(Number.isInteger(points) && points >= 2 && points <= MAX_OPTIONS))
    return `a scale has 2 to ${MAX_OPTIONS} points`
  const numbered = Array.from({ length: points }, (_, i) => String(i + 1))
  return {
    ...asked,
    options: options.length > 0 ? options : numbered,
    from: cleanText(attributes['from'] ?? '', MAX_LABEL),
    to: cleanText(attributes['to'] ?? '', MAX_LABEL),
  }
}

function withRange(asked: Asked, attributes: Record<string, string>): Asked | string {
  const read = (name: string, usual: number): number => Number(attributes[name] || usual)
  const range = { min: read('min', 0), max: read('max', 100), step: read('step', 1) }
  const { min, max, step } = range
  if (!(Number.isFinite(min) && Number.isFinite(max) && min < max)) return '“min” must be less than “max”'
  if (!(step > 0 && step <= max - min)) return '“step” must be a number between 0 and the range'
  if (levelsOf(range) > MAX_LEVELS)
    return `its range has more than ${MAX_LEVELS - 1} steps; set a larger “step”`
  return { ...asked, ...range, unit: cleanText(attributes['unit'] ?? '', MAX_LABEL) }
}

function withPicture(asked: Asked, attributes: Record<string, string>): Asked | string {
  const picture = attributes['data-picture'] ?? ''
  if (picture === '') return 'the kind “place” needs a picture'
  return { ...asked, picture, alt: cleanText(attributes['data-alt'] ?? '', MAX_QUESTION) }
}

function withTargets(asked: Asked, attributes: Record<string, string>): Asked | string {
  const targets = (attributes['data-targets'] ?? '').split(' ').filter(Boolean)
  if (targets.length !== asked.options.length)
    return 'each option of a “path” links to a slide: [Short](#/short)'
  return { ...asked, targets }
}

/** How many different numbers an estimate accepts. */
export function levelsOf({ min = 0, max = 100, step = 1 }: Pick<Asked, 'min' | 'max' | 'step'>): number {
  // A sum of decimal steps may be slightly below a whole number.
  return Math.floor((max - min) / step + 1e-9) + 1
}
