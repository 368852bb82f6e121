/** The report as JSON: each table is a list of objects. Times are ISO 8601, durations are in seconds. */
import type { Report } from '../../protocol/report/report.ts'
import type { Cell, Column } from '../../protocol/report/table.ts'
import { ENGLISH } from '../../protocol/words/speech.ts'
import { nameOf } from './report-words.ts'

export function reportJson({ tables, figures, ...report }: Report): string {
  const { title, author, rehearsal, startedAt, endedAt, durationMs, plannedMs } = report
  const lists = tables.map(({ name, columns, rows }) => [
    name,
    rows.map((row) =>
      Object.fromEntries(columns.map((column, i) => [column.key, valueOf(column, row[i] ?? null)])),
    ),
  ])
  const json = {
    title,
    author,
    rehearsal,
    startedAt: isoOf(startedAt),
    endedAt: isoOf(endedAt),
    seconds: seconds(durationMs),
    plannedSeconds: seconds(plannedMs),
    figures: Object.fromEntries(
      figures.map(({ name, value }) => [ENGLISH.words.report.figures[name], value]),
    ),
    ...Object.fromEntries(lists),
  }
  return `${JSON.stringify(json, null, 2)}\n`
}

function valueOf({ kind }: Column, cell: Cell): Cell {
  if (kind === 'name') return nameOf(cell, ENGLISH)
  if (typeof cell !== 'number') return cell
  if (kind === 'time') return isoOf(cell)
  return kind === 'duration' ? seconds(cell) : cell
}

function isoOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

function seconds(ms: number): number {
  return Math.round(ms / 1000)
}
