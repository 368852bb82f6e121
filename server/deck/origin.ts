/** Where a slide was written, and the warnings that point there. */
import type { DeckWarning } from '../../protocol/deck.ts'
import type { Element } from './dom.ts'

export interface Origin {
  /** Relative to the deck's folder. */
  file: string
  /** The line in `file` on which the slide begins, from 1. */
  line: number
  /** The slide's Markdown; null in HTML, where parse5 knows the line of every element. */
  markdown: string | null
}

/** Notes a defect. `element` or `text` (a piece of the source) says where on the slide it stands. */
export type Warn = (message: string, at?: { element?: Element; text?: string }) => void

function lineOf(origin: Origin, at: { element?: Element; text?: string } = {}): number {
  if (origin.markdown === null) return at.element?.sourceCodeLocation?.startLine ?? origin.line
  const index = at.text ? origin.markdown.indexOf(at.text) : -1
  return index < 0 ? origin.line : origin.line + countLines(origin.markdown.slice(0, index))
}

/** The number of line ends in a text. */
export function countLines(text: string): number {
  return text.split('\n').length - 1
}

export function warnInto(warnings: DeckWarning[], origin: Origin): Warn {
  return (message, at) => {
    const warning = { file: origin.file, line: lineOf(origin, at), message }
    const known = warnings.some(
      (w) => w.file === warning.file && w.line === warning.line && w.message === message,
    )
    if (!known) warnings.push(warning)
  }
}
