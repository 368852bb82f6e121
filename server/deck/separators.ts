/** Splits Markdown into slides and vertical stacks, exactly as reveal.js does. */
import { countLines } from './origin.ts'

/** Regular expressions as text; without a vertical one there are no stacks. */
export interface Separators {
  horizontal: string
  vertical: string | null
}

export interface Chunk {
  text: string
  /** The line at which it starts, from 1. */
  line: number
}

export const DECK_SEPARATORS: Separators = { horizontal: '\r?\n---\r?\n', vertical: '\r?\n--\r?\n' }

/** `----` as in reveal-md, but not below a line of text, where it underlines a heading. */
const REVEAL_MD_VERTICAL = String.raw`(?<!^(?![Nn]otes?:)[^\s>#|<*+\`~-].*)\n----[ \t]*\n`

/** In a deck that has no `--`, vertical slides are separated by `----`. Otherwise `----` is a line. */
export function deckVertical(text: string): string {
  const { vertical } = DECK_SEPARATORS
  return new RegExp(vertical ?? '').test(text) ? (vertical ?? '') : REVEAL_MD_VERTICAL
}

/**
 * One entry per horizontal slide: a chunk, or the chunks of a stack. Throws if a separator is not a valid regular
 * expression.
 */
export function splitSlides(text: string, separators: Separators, firstLine = 1): (Chunk | Chunk[])[] {
  const either = [separators.horizontal, separators.vertical].filter(Boolean).join('|')
  const horizontal = new RegExp(separators.horizontal)
  const slides: (Chunk | Chunk[])[] = []
  let stack: Chunk[] | null = null
  let from = 0
  let line = firstLine
  const cut = (to: number, after: number, endsStack: boolean): void => {
    const chunk = { text: text.slice(from, to), line }
    if (!stack && !endsStack) slides.push((stack = []))
    if (stack) stack.push(chunk)
    else slides.push(chunk)
    if (endsStack) stack = null
    // A separator includes the line end before it, so the next slide starts on the line after it.
    line += countLines(text.slice(from, after))
    from = after
  }
  for (const match of text.matchAll(new RegExp(either, 'mg'))) {
    cut(match.index, match.index + match[0].length, horizontal.test(match[0]))
  }
  cut(text.length, text.length, true)
  return slides
}
