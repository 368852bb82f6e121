/**
 * The report for a spreadsheet: a ZIP with one CSV file per table, because a spreadsheet can sort and filter only one
 * table per sheet. What people wrote is never a formula.
 */
import { strToU8, zipSync } from 'fflate'
import type { Report } from '../../protocol/report/report.ts'
import type { Cell, Column, ReportTable } from '../../protocol/report/table.ts'
import { ENGLISH } from '../../protocol/words/speech.ts'
import { clockOf, dateOf, durationOf, headingOf, nameOf } from './report-words.ts'

/** Excel reads UTF-8 only after this mark. */
const MARK = '\uFEFF'

export function reportZip({ tables }: Report): Uint8Array {
  return zipSync(Object.fromEntries(tables.map((table) => [`${table.name}.csv`, strToU8(tableCsv(table))])))
}

/** RFC 4180: fields in quotes, lines that end with CR and LF. */
export function tableCsv({ columns, rows }: Pick<ReportTable, 'columns' | 'rows'>): string {
  const lines = [
    columns.map(({ key }) => quoted(inert(headingOf(key, ENGLISH)))),
    ...rows.map((row) => columns.map((column, i) => fieldOf(column, row[i] ?? null))),
  ]
  return MARK + lines.map((line) => `${line.join(',')}\r\n`).join('')
}

function fieldOf({ kind }: Column, cell: Cell): string {
  if (kind === 'name') return quoted(inert(nameOf(cell, ENGLISH)))
  if (cell === null) return ''
  if (typeof cell === 'string') return quoted(inert(cell))
  if (kind === 'time') return quoted(`${dateOf(cell)} ${clockOf(cell, true)}`)
  return kind === 'duration' ? quoted(withHours(durationOf(cell))) : String(cell)
}

/** A spreadsheet reads `4:07` as hours and minutes. */
function withHours(duration: string): string {
  return duration.split(':').length === 2 ? `0:${duration.padStart(5, '0')}` : duration
}

/**
 * A field that starts with one of these, also after white space, can be a formula. Some spreadsheets split at `;` or a
 * tab, also inside quotes, so that a field can start there, too. An apostrophe makes it text.
 */
const FORMULA = /(^|[;\t\r\n|,])([\s\p{Cf}]*)(?=[=+\-@＝＋－＠%])/gu

function inert(text: string): string {
  return text.replace(FORMULA, "$1'$2")
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}
