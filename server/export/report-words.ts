/** Times, numbers and names of a report as text. Times are in this computer's time zone. */
import type { Cell } from '../../protocol/report/table.ts'
import type { Language } from '../../protocol/words/languages.ts'
import { locale, type Speech } from '../../protocol/words/words.ts'

const two = (number: number): string => String(number).padStart(2, '0')

/** `2026-11-28`. */
export function dateOf(at: number): string {
  const date = new Date(at)
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** `20:15`, or with seconds `20:15:03`. */
export function clockOf(at: number, seconds = false): string {
  const date = new Date(at)
  return `${two(date.getHours())}:${two(date.getMinutes())}${seconds ? `:${two(date.getSeconds())}` : ''}`
}

/** `4:07`, `1:04:07`. */
export function durationOf(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** `12,304`. */
export function countOf(number: number, language: Language): string {
  return number.toLocaleString(locale(language))
}

/** The heading of a column: the kind of a reaction is a heading without a word. */
export function headingOf(key: string, { words }: Speech): string {
  return (words.report.columns as Readonly<Record<string, string>>)[key] ?? key
}

/** The text in a column of names. */
export function nameOf(cell: Cell, { words, fill }: Speech): string {
  if (cell === null) return words.report.anonymous
  return typeof cell === 'number' ? fill(words.elements.guestNumber, { number: String(cell) }) : cell
}
