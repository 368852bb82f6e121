/** The source location of a slide, and warnings that refer to it. */
import type { DeckWarning } from '../../protocol/deck.ts'
import type { Element } from './dom.ts'

export interface Origin {
  /** Relative to the deck's folder. */
  file: string
  /** The line in `file` at which the slide starts, from 1. */
  line: number
  /** The slide's Markdown; null in HTML, where parse5 knows the line of every element. */
  markdown: string | null
}

/** Warnings of one kind are combined per deck. Without a kind, those with the same message are. */
export interface Kind {
  /** Warnings with equal keys are of one kind. */
  key: string
  /** The subject of this warning: `several` gets the list of the different names. */
  name?: string
  /** The message for more than one. */
  several: (count: number, names: string) => string
}

/** A warning before warnings of one kind are combined. */
export interface Noted extends DeckWarning {
  kind?: Kind
  /** A slide could not be made. */
  error?: true
}

/** Receives the compiler's messages; an array of warnings is enough. */
export interface Report {
  push(warning: Noted): unknown
  /** Called when the work on a slide starts, so that a slide that takes too long can be named. */
  begin?: ((origin: Origin) => void) | undefined
}

/** Adds a warning. `element` or `text` (a piece of the source) gives its position on the slide. */
export type Warn = (message: string, at?: { element?: Element; text?: string; kind?: Kind }) => void

function lineOf(origin: Origin, at: { element?: Element; text?: string } = {}): number {
  if (origin.markdown === null) return at.element?.sourceCodeLocation?.startLine ?? origin.line
  const index = at.text ? origin.markdown.indexOf(at.text) : -1
  return index < 0 ? origin.line : origin.line + countLines(origin.markdown.slice(0, index))
}

/** The number of line ends in a text. */
export function countLines(text: string): number {
  return text.split('\n').length - 1
}

/** Call it where the work on the slide starts. */
export function warnInto(report: Report, origin: Origin): Warn {
  report.begin?.(origin)
  return (message, at) => {
    const warning = { file: origin.file, line: lineOf(origin, at), message }
    report.push(at?.kind ? { ...warning, kind: at.kind } : warning)
  }
}
