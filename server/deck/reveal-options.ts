/** The settings of `Reveal.initialize` that Lectern supports, from a script, front matter or `revealOptions`. */
import * as v from 'valibot'
import type { DeckSettings } from '../../protocol/deck.ts'

/** The settings that the options change. */
export interface Configured {
  settings: DeckSettings
  /** Null if only the language determines the text direction. */
  rtl: boolean | null
  durationMinutes: number
  /** Seconds for a slide without its own time; 0 if unknown. */
  defaultTiming: number
  /** Regular expressions as text. */
  separator: string
  /** Null depends on the deck. */
  verticalSeparator: string | null
  notesSeparator: string
  markdown: MarkdownFlags
}

/** Options of reveal.js's Markdown plugin. */
export interface MarkdownFlags {
  /** Typographic quotes, dashes and ellipses. */
  smartypants?: boolean
  /** Every list item is a fragment. */
  animateLists?: boolean
  /** Every line end is a line break. */
  breaks?: boolean
  /** Without it, only the original Markdown is known: no tables, no `~~`. */
  gfm?: boolean
}

/** The schema's message completes the warning "… must be". */
type Schema<T> = v.GenericSchema<unknown, T>
/** Sets a value, or returns what it must be. */
export type Take<D> = (deck: D, value: unknown) => string | undefined

export function take<D, T>(schema: Schema<T>, set: (deck: D, value: T) => void): Take<D> {
  return (deck, value) => {
    const { success, output, issues } = v.safeParse(schema, value)
    if (!success) return issues[0].message
    set(deck, output)
    return undefined
  }
}

/** A deck key with the same name and type as its property. */
export const own = <D, K extends keyof D>(key: K, schema: Schema<D[K]>): Take<D> =>
  take(schema, (deck, value) => (deck[key] = value))

export const setting = <K extends keyof DeckSettings>(
  key: K,
  schema: Schema<DeckSettings[K]>,
): Take<Configured> => take(schema, ({ settings }, value) => (settings[key] = value))

/** The messages of all issues of a schema. */
export const mustBe = <S extends Schema<unknown>>(message: string, schema: S): S =>
  v.config(schema, { message })

export const flag = v.boolean('true or false')
const oneOf = <const T extends string>(names: readonly T[]) => v.picklist(names, names.join(', '))
const range = (least: number, most: number) => v.pipe(v.number(), v.minValue(least), v.maxValue(most))

/** A regular expression as text. */
export const pattern = mustBe('a regular expression', v.pipe(v.string(), v.nonEmpty(), v.check(isPattern)))

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'mg') instanceof RegExp
  } catch {
    return false
  }
}

/** reveal.js also takes a share of the window, which here is that of a screen of 1280 × 720. */
const size = (ofScreen: number) =>
  mustBe(
    'a number of pixels, or a percentage',
    v.pipe(
      v.union([v.number(), v.string()]),
      v.transform((value) => {
        const [, share] = /^([\d.]+)%$/.exec(String(value)) ?? []
        return share ? Math.round((Number(share) / 100) * ofScreen) : Number(value)
      }),
      range(100, 10_000),
    ),
  )
const seconds = mustBe('a number of seconds', v.pipe(v.number(), v.minValue(0), v.ltValue(1e6)))
const delay = v.union([v.literal(false), range(0, 2 ** 31 - 1)])
const FORMATS = ['h.v', 'h/v', 'c', 'c/t'] as const
const slideNumber = v.pipe(
  v.union([v.boolean(), v.picklist(FORMATS)], `true, false, ${FORMATS.join(', ')}`),
  v.transform((value) => (typeof value === 'string' ? value : value ? 'h.v' : null)),
)

const OPTIONS: Record<string, Take<Configured>> = {
  width: setting('width', size(1280)),
  height: setting('height', size(720)),
  center: setting('center', flag),
  progress: setting('progress', flag),
  autoSlideStoppable: setting('autoSlideStoppable', flag),
  margin: setting('margin', mustBe('a number from 0 to 0.5', range(0, 0.5))),
  transition: setting('transition', oneOf(['none', 'fade', 'slide', 'convex', 'concave', 'zoom'])),
  slideNumber: setting('slideNumber', slideNumber),
  showSlideNumber: setting('showSlideNumber', oneOf(['all', 'print', 'speaker'])),
  autoSlide: setting('autoSlide', mustBe('a number of milliseconds, or false', delay)),
  rtl: own('rtl', flag),
  totalTime: take(seconds, (deck, value) => (deck.durationMinutes = value / 60)),
  defaultTiming: own('defaultTiming', seconds),
}

const markdownFlag = (name: keyof MarkdownFlags): Take<Configured> =>
  take(flag, (deck, value) => (deck.markdown = { ...deck.markdown, [name]: value }))

/** The options in the map `markdown`. */
const MARKDOWN_OPTIONS: Record<string, Take<Configured>> = {
  'markdown.separator': own('separator', pattern),
  'markdown.verticalSeparator': own('verticalSeparator', pattern),
  'markdown.notesSeparator': own('notesSeparator', pattern),
  'markdown.smartypants': markdownFlag('smartypants'),
  'markdown.animateLists': markdownFlag('animateLists'),
  'markdown.breaks': markdownFlag('breaks'),
  'markdown.gfm': markdownFlag('gfm'),
}

/** The names of the options that have an effect. */
export const REVEAL_OPTIONS = Object.keys(OPTIONS)

/** Undefined for an option that has no effect here. */
export function revealOption(name: string): Take<Configured> | undefined {
  return Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined
}

/** Applies all valid options and returns one warning that names the rest; null if there are none. */
export function takeOptions(deck: Configured, options: Iterable<[string, unknown]>): string | null {
  const wrong: string[] = []
  const idle: string[] = []
  for (const [name, value] of [...options].flatMap(markdownOptions)) {
    const found = Object.hasOwn(MARKDOWN_OPTIONS, name) ? MARKDOWN_OPTIONS[name] : revealOption(name)
    if (!found) idle.push(name)
    else if (value === undefined) wrong.push(`${name} (only a plain value can be read)`)
    else {
      const wanted = found(deck, value)
      if (wanted) wrong.push(`${name} (must be ${wanted})`)
    }
  }
  const parts = [
    wrong.length > 0 ? `their defaults are used: ${wrong.join('; ')}` : '',
    idle.length > 0 ? `they have no effect here: ${idle.join(', ')}` : '',
  ].filter(Boolean)
  return parts.length > 0 ? `Some options of reveal.js are ignored; ${parts.join('; ')}.` : null
}

/** The option `markdown` as one option for each of its keys. */
function markdownOptions([name, value]: [string, unknown]): [string, unknown][] {
  if (name !== 'markdown' || typeof value !== 'object' || value === null) return [[name, value]]
  return Object.entries(value).map(([key, given]) => [`markdown.${key}`, given])
}
