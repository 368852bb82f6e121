/** Turns a table with the mark `{chart=bar}` into a drawing; the table stays for screen readers. */
import { attributesIn } from '../braces.ts'
import {
  closest,
  createElement,
  elements,
  hasClass,
  isElement,
  parseHtml,
  remove,
  replace,
  takeAttribute,
  textOf,
  type Element,
} from '../dom.ts'
import type { Warn } from '../origin.ts'
import { dataOf, type ChartData } from './chart-data.ts'
import { CHARTS, type ChartKind } from './chart-parts.ts'
import { drawChart } from './chart-svg.ts'

const MARK = /^\{(chart=[^{}]*)\}$/

/** Changes the tree; true if it has drawn a chart. */
export function drawCharts(slide: Element, warn: Warn): boolean {
  const tables = elements(slide).filter(
    (e) => e.tagName === 'table' && !closest(e, (around) => hasClass(around, 'notes')),
  )
  return tables.map((table) => drawTable(table, warn)).includes(true)
}

function drawTable(table: Element, warn: Warn): boolean {
  const given = takeMark(table)
  if (!given) return false
  const kind = CHARTS.find((each) => each === given['chart'])
  if (!kind) {
    warn(`There is no chart “${given['chart']}”: it is bar, line or pie. The table is shown.`, {
      text: '{chart=',
    })
    return false
  }
  const data = dataOf(table)
  if (typeof data === 'string') {
    warn(`This table cannot be drawn as a chart: ${data}. The table is shown.`, { text: '{chart=' })
    return false
  }
  const figure = figureOf(kind, data, given)
  // The place, steps and classes of the table are those of the drawing.
  figure.attrs.push(...table.attrs.filter(({ name }) => name !== 'class'))
  const classes = takeAttribute(table, 'class')
  if (classes)
    figure.attrs = figure.attrs.map((a) => (a.name === 'class' ? { ...a, value: `chart ${classes}` } : a))
  table.attrs = []
  replace(table, [figure])
  figure.childNodes.push(table)
  table.parentNode = figure
  return true
}

export function figureOf(kind: ChartKind, data: ChartData, given: Record<string, string>): Element {
  const about = given['title'] || data.series.map(({ name }) => name).join(', ')
  const drawing = drawChart({ kind, data, unit: given['unit'] ?? '' }, `${NAMES[kind]}: ${about}`)
  return createElement('figure', { class: 'chart' }, parseHtml(drawing))
}

const NAMES = { bar: 'Bar chart', line: 'Line chart', pie: 'Pie chart' }

/** The mark is the attribute `data-chart`, a line before or after the table, or its last row. */
function takeMark(table: Element): Record<string, string> | null {
  const attribute = takeAttribute(table, 'data-chart')
  if (attribute !== null) return { chart: attribute }
  const row = elements(table).findLast(({ tagName }) => tagName === 'tr')
  const places = [row, neighbour(table, -1), neighbour(table, 1)]
  for (const place of places) {
    const [, braces] = (place && MARK.exec(textOf(place).trim())) || []
    if (!place || !braces || (place !== row && place.tagName !== 'p')) continue
    remove(place)
    const [holder] = parseHtml(`<i${attributesIn(braces)}></i>`)
    const attrs = holder && isElement(holder) ? holder.attrs : []
    return Object.fromEntries(attrs.map(({ name, value }) => [name, value]))
  }
  return null
}

function neighbour(table: Element, by: 1 | -1): Element | undefined {
  const around = table.parentNode?.childNodes.filter(isElement) ?? []
  return around[around.indexOf(table) + by]
}
