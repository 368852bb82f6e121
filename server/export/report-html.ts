/** The report as one HTML file without scripts: figures, charts and tables. */
import type { Report } from '../../protocol/report/report.ts'
import type { Cell, Column, ReportTable } from '../../protocol/report/table.ts'
import { directionOf, type Language } from '../../protocol/words/languages.ts'
import { speechIn } from '../../protocol/words/speech.ts'
import type { Speech } from '../../protocol/words/words.ts'
import { escapeHtml } from '../deck/escape.ts'
import { lineChart } from './report-chart.ts'
import { clockOf, countOf, dateOf, durationOf, headingOf, nameOf } from './report-words.ts'

/** `styles` is the style sheet with its fonts. */
export function reportHtml(report: Report, styles: string, language: Language): string {
  const page = { ...speechIn(language), language }
  const { words, fill } = page
  const { report: said } = words
  const { title, author, tables, rehearsal } = report
  const shown = tables.filter(({ rows, name }) => rows.length > 0 || ALWAYS.includes(name))
  return `<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(fill(said.titleOf, { title }))}</title>
<style>${styles.replaceAll('</', '<\\/')}</style>
</head>
<body>
<main>
<header>
<p class="soft">${escapeHtml(rehearsal ? said.ofRehearsal : said.ofTalk)}</p>
<h1 lang="${escapeHtml(report.language)}" dir="auto">${escapeHtml(title)}</h1>
<p class="soft">${[author && `<span dir="auto">${escapeHtml(author)}</span>`, escapeHtml(whenOf(report, page))].filter(Boolean).join(' · ')}</p>
</header>
<dl class="figures">
${figuresOf(report, page)
  .map(
    ([label, value, note]) =>
      `<div><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}${note ? `<small>${escapeHtml(note)}</small>` : ''}</dd></div>`,
  )
  .join('\n')}
</dl>
<nav aria-label="${escapeHtml(said.contents)}">
${shown.map((table) => `<a href="#${table.name}">${escapeHtml(said.tables[table.name].title)}</a>`).join('\n')}
</nav>
${shown.map((table) => sectionOf(table, report.endedAt, page)).join('\n')}
</main>
</body>
</html>
`
}

/** Their sections say that there is nothing; others are left out then. */
const ALWAYS: readonly string[] = ['slides', 'presence', 'questions']

/** The words of the page, and its language. */
interface Page extends Speech {
  language: Language
}

function whenOf({ startedAt, endedAt }: Report, { words, fill }: Page): string {
  if (startedAt === null || endedAt === null) return words.report.notBegun
  const until = dateOf(startedAt) === dateOf(endedAt) ? '' : `${dateOf(endedAt)} `
  return fill(words.report.when, {
    day: dateOf(startedAt),
    from: clockOf(startedAt),
    until: `${until}${clockOf(endedAt)}`,
  })
}

function figuresOf(
  { durationMs, plannedMs, figures }: Report,
  { words, fill, language }: Page,
): [label: string, value: string, note?: string][] {
  const { report } = words
  const plan = plannedMs > 0 ? [fill(report.planned, { time: durationOf(plannedMs) })] : []
  return [
    [report.figures.length, durationOf(durationMs), ...plan] as [string, string, string?],
    ...figures.map(({ name, value }): [string, string] => [report.figures[name], countOf(value, language)]),
  ]
}

function sectionOf(table: ReportTable, endedAt: number | null, page: Page): string {
  const { name, rows, chart, groupedBy = 0 } = table
  const { title, empty } = page.words.report.tables[name]
  const content =
    rows.length === 0
      ? `<p class="soft">${escapeHtml(empty)}</p>`
      : chart
        ? chartOf(table, endedAt, page)
        : groupedBy > 0
          ? groupsOf(table, groupedBy, page)
          : tableOf(table.columns, rows, title, page)
  return `<section id="${name}" aria-labelledby="${name}-title">
<h2 id="${name}-title">${escapeHtml(title)}</h2>
${content}
</section>`
}

function chartOf({ name, rows, columns }: ReportTable, endedAt: number | null, page: Page): string {
  const { words, fill, language } = page
  const { report } = words
  const what = report.tables[name].title
  const points = rows.map(([at, value]) => [Number(at), Number(value)] as const)
  const [lastAt = 0, last = 0] = points.at(-1) ?? []
  if (endedAt !== null && endedAt > lastAt) points.push([endedAt, last])
  const label = fill(report.chart, {
    what,
    first: points[0]?.[1] ?? 0,
    last: points.at(-1)?.[1] ?? 0,
    most: Math.max(...points.map(([, value]) => value)),
  })
  return `<div class="chart-box" tabindex="0" role="region" aria-label="${escapeHtml(fill(report.overTime, { what }))}">${lineChart(points, escapeHtml(label), language)}</div>
<details><summary>${escapeHtml(report.asTable)}</summary>
${tableOf(columns, rows, what, page)}
</details>`
}

/** A card for the rows with the same first cells. */
function groupsOf({ columns, rows }: ReportTable, by: number, page: Page): string {
  const groups = new Map<string, (readonly Cell[])[]>()
  for (const row of rows) {
    const key = JSON.stringify(row.slice(0, by))
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  const cards = [...groups.values()].map((group) => {
    const [number, heading, ...rest] = (group[0] ?? []).slice(0, by)
    const about = rest.map(
      (cell, i) =>
        `${headingOf(columns[i + 2]?.key ?? '', page)}: ${textOf(columns[i + 2], cell ?? null, page)}`,
    )
    return `<article class="card">
<h3 dir="auto">${number}. ${escapeHtml(String(heading))}</h3>
<p class="soft">${escapeHtml(about.join(' · '))}</p>
${tableOf(
  columns.slice(by),
  group.map((row) => row.slice(by)),
  String(heading),
  page,
)}
</article>`
  })
  return `<div class="cards">${cards.join('\n')}</div>`
}

/** Columns without any value are left out. */
function tableOf(
  all: readonly Column[],
  rows: readonly (readonly Cell[])[],
  caption: string,
  page: Page,
): string {
  const columns = all.flatMap((column, i): Drawn[] => {
    const cells = rows.map((row) => row[i] ?? null)
    if (cells.every((cell) => cell === null || cell === '')) return []
    const plan = all.findIndex(({ key }) => key === column.plan)
    const longest = cells.reduce<number>((most, cell) => Math.max(most, String(cell ?? '').length), 0)
    const most = [i, plan].reduce((max, at) => Math.max(max, ...rows.map((row) => Number(row[at]) || 0)), 0)
    const kind = isText(column) ? (longest > LONG ? 'text long' : 'text') : 'number'
    return [{ column, i, plan, most, kind }]
  })
  if (columns.length === 0) return `<p class="soft">${escapeHtml(page.words.report.noAnswers)}</p>`
  const heads = columns.map(
    ({ column, kind }) => `<th scope="col" class="${kind}">${escapeHtml(headingOf(column.key, page))}</th>`,
  )
  const body = rows.map((row) => `<tr>${columns.map((drawn) => cellOf(drawn, row, page)).join('')}</tr>`)
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(caption)}"><table>
<caption>${escapeHtml(caption)}</caption>
<thead><tr>${heads.join('')}</tr></thead>
<tbody>
${body.join('\n')}
</tbody></table></div>`
}

/** Texts with more characters than this get more space. */
const LONG = 20

interface Drawn {
  column: Column
  /** Its index, and that of its plan or -1. */
  i: number
  plan: number
  /** The number of the longest bar. */
  most: number
  /** The class of its cells. */
  kind: string
}

function cellOf({ column, i, plan, most, kind }: Drawn, row: readonly Cell[], page: Page): string {
  const cell = row[i] ?? null
  const text = escapeHtml(textOf(column, cell, page))
  if (isText(column)) return `<td class="${kind}" dir="auto">${text}</td>`
  if (!column.bar || typeof cell !== 'number' || most === 0)
    return `<td class="${kind}${cell === 0 ? ' none' : ''}">${text}</td>`
  const share = (number: number): number => Math.round((Math.max(0, number) / most) * 1000) / 10
  const planned = Number(row[plan]) || 0
  const mark =
    planned > 0 ? `<rect class="mark" x="${Math.min(99, share(planned))}" width="1" height="10"/>` : ''
  const over = planned > 0 && cell > planned * 1.1 ? ' over' : ''
  return `<td class="${kind} bar${over}">${text}<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width="100" height="10" class="track"/><rect width="${share(cell)}" height="10"/>${mark}</svg></td>`
}

function isText({ kind }: Column): boolean {
  return kind === 'text' || kind === 'word' || kind === 'name'
}

function textOf(column: Column | undefined, cell: Cell, page: Page): string {
  if (column?.kind === 'name') return nameOf(cell, page)
  if (cell === null) return ''
  if (typeof cell === 'string') return column?.kind === 'word' ? wordOf(cell, page) : cell
  if (column?.kind === 'time') return clockOf(cell, true)
  if (column?.kind === 'duration') return cell === 0 ? '–' : durationOf(cell)
  return countOf(cell, page.language)
}

function wordOf(cell: string, { words }: Page): string {
  const kinds: Readonly<Record<string, string>> = words.phone.polls.kinds
  const cells: Readonly<Record<string, string>> = words.report.cells
  return cells[cell] ?? kinds[cell] ?? cell
}
