/** The settings of `Reveal.initialize` that Lectern has too: from a script, from front matter, from `revealOptions`. */
import type { DeckSettings } from '../../protocol/deck.ts'

/** What the options change. */
export interface Configured {
  settings: DeckSettings
  /** Null while only the language says which way text runs. */
  rtl: boolean | null
  durationMinutes: number
  /** Seconds for a slide that says nothing itself; 0 when unknown. */
  defaultTiming: number
}

/** Takes a value over, or returns what it should have been. */
type Take = (deck: Configured, value: unknown) => string | undefined

const TRANSITIONS = ['none', 'fade', 'slide', 'convex', 'concave', 'zoom'] as const
const NUMBERS = ['h.v', 'h/v', 'c', 'c/t'] as const
const SHOWN = ['all', 'print', 'speaker'] as const

const oneOf = <T extends string>(names: readonly T[], value: unknown): T | undefined =>
  names.find((name) => name === value)

const size =
  (key: 'width' | 'height'): Take =>
  ({ settings }, value) => {
    const pixels = typeof value === 'string' ? Number(value) : value
    if (typeof pixels !== 'number' || !(pixels >= 100 && pixels <= 10_000)) return 'a number of pixels'
    settings[key] = pixels
  }
const flag =
  (key: 'center' | 'progress' | 'autoSlideStoppable'): Take =>
  ({ settings }, value) => {
    if (typeof value !== 'boolean') return 'true or false'
    settings[key] = value
  }
const seconds =
  (set: (deck: Configured, value: number) => void): Take =>
  (deck, value) => {
    if (typeof value !== 'number' || !(value >= 0 && value < 1e6)) return 'a number of seconds'
    set(deck, value)
  }

const OPTIONS: Record<string, Take> = {
  width: size('width'),
  height: size('height'),
  center: flag('center'),
  progress: flag('progress'),
  autoSlideStoppable: flag('autoSlideStoppable'),
  margin({ settings }, value) {
    if (typeof value !== 'number' || !(value >= 0 && value <= 0.5)) return 'a number from 0 to 0.5'
    settings.margin = value
  },
  transition({ settings }, value) {
    const found = oneOf(TRANSITIONS, value)
    if (!found) return TRANSITIONS.join(', ')
    settings.transition = found
  },
  slideNumber({ settings }, value) {
    const format = value === true ? 'h.v' : value === false ? null : oneOf(NUMBERS, value)
    if (format === undefined) return `true, false, ${NUMBERS.join(', ')}`
    settings.slideNumber = format
  },
  showSlideNumber({ settings }, value) {
    const where = oneOf(SHOWN, value)
    if (!where) return SHOWN.join(', ')
    settings.showSlideNumber = where
  },
  autoSlide({ settings }, value) {
    const ms = value === false ? false : Number(value)
    if (ms !== false && !(typeof value === 'number' && ms >= 0 && ms < 2 ** 31)) {
      return 'a number of milliseconds, or false'
    }
    settings.autoSlide = ms
  },
  rtl(deck, value) {
    if (typeof value !== 'boolean') return 'true or false'
    deck.rtl = value
  },
  totalTime: seconds((deck, value) => (deck.durationMinutes = value / 60)),
  defaultTiming: seconds((deck, value) => (deck.defaultTiming = value)),
}

/** Undefined for an option that has no effect here. */
export function revealOption(name: string): Take | undefined {
  return Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined
}

/** Takes all that can be taken and returns the one warning that names the rest; null when there is none. */
export function takeOptions(deck: Configured, options: Iterable<[string, unknown]>): string | null {
  const wrong: string[] = []
  const idle: string[] = []
  for (const [name, value] of options) {
    const take = revealOption(name)
    if (!take) idle.push(name)
    else if (value === undefined) wrong.push(`${name} (only a plain value can be read)`)
    else {
      const wanted = take(deck, value)
      if (wanted) wrong.push(`${name} (must be ${wanted})`)
    }
  }
  const parts = [
    wrong.length > 0 ? `their defaults stand: ${wrong.join('; ')}` : '',
    idle.length > 0 ? `they have no effect here: ${idle.join(', ')}` : '',
  ].filter(Boolean)
  return parts.length > 0 ? `Some options of reveal.js are left out; ${parts.join('; ')}.` : null
}
