/** The text of a page in the order of the file, and the page's title. */
import type { PDFPageProxy } from 'unpdf/pdfjs'
import { cleanText } from '../../../protocol/text.ts'

type TextContent = Awaited<ReturnType<PDFPageProxy['getTextContent']>>

export interface PageText {
  /** The line with the largest letters, and the lines that continue it; empty if the page has no text. */
  title: string
  before: string[]
  after: string[]
}

interface Line {
  text: string
  /** The height of its letters. */
  size: number
  bottom: number
}

const MOST_LINES = 400
const MOST_CHARACTERS = 500
/** Sizes that differ less count as equal. */
const SAME = 0.95
/** A line that is at most this many letters below another one continues its title. */
const LEADING = 1.6

export function pageText(content: TextContent): PageText {
  const lines = linesOf(content)
  const largest = Math.max(...lines.map(({ size }) => size))
  const from = lines.findIndex(({ size }) => size >= largest * SAME)
  if (from < 0) return { title: '', before: [], after: [] }
  let to = from + 1
  while (continues(lines[to - 1], lines[to], largest)) to += 1
  const texts = lines.map(({ text }) => text)
  return {
    title: cleanText(texts.slice(from, to).join(' '), MOST_CHARACTERS),
    before: texts.slice(0, from),
    after: texts.slice(to),
  }
}

function continues(line: Line | undefined, next: Line | undefined, largest: number): boolean {
  if (!line || !next || next.size < largest * SAME) return false
  const below = line.bottom - next.bottom
  return below > 0 && below < largest * LEADING
}

function linesOf({ items }: TextContent): Line[] {
  const lines: Line[] = []
  let line: Line | null = null
  for (const item of items) {
    if (!('str' in item)) continue
    line ??= { text: '', size: 0, bottom: Number(item.transform[5]) }
    line.text += item.str
    if (item.str.trim() !== '') line.size = Math.max(line.size, item.height)
    if (!item.hasEOL) continue
    lines.push(line)
    line = null
  }
  if (line) lines.push(line)
  return lines
    .map((each) => ({ ...each, text: cleanText(each.text, MOST_CHARACTERS) }))
    .filter(({ text }) => text !== '')
    .slice(0, MOST_LINES)
}
