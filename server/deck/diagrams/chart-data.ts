/** Reads the rows of a table, or of a Mermaid chart, as numbers. */
import { elements, isElement, textOf, type Element } from '../dom.ts'

export interface ChartData {
  labels: string[]
  series: { name: string; values: number[] }[]
}

const MOST_ROWS = 40
const MOST_SERIES = 6
const MOST_LABEL = 60

/** What is wrong with the table, if it is no chart. */
export function dataOf(table: Element): ChartData | string {
  const rows = elements(table)
    .filter(({ tagName }) => tagName === 'tr')
    .map((row) => row.childNodes.filter(isCell).map((cell) => textOf(cell).replace(/\s+/g, ' ').trim()))
  const [names = [], ...body] = rows.filter((row) => row.some((cell) => cell !== ''))
  if (body.length === 0) return 'it has no rows'
  if (names.length < 2) return 'it needs a column of names and a column of numbers'
  const series = names
    .slice(1)
    .map((name, i) => ({ name, values: body.map((row) => numberIn(row[i + 1] ?? '')) }))
  return checked({ labels: body.map(([label = '']) => label.slice(0, MOST_LABEL)), series })
}

export function checked(data: ChartData): ChartData | string {
  if (data.labels.length > MOST_ROWS) return `it has more than ${MOST_ROWS} rows`
  if (data.series.length > MOST_SERIES) return `it has more than ${MOST_SERIES} columns of numbers`
  const wrong = data.series.find(({ values }) => values.some((value) => !Number.isFinite(value)))
  return wrong ? `a value of “${wrong.name}” is not a number` : data
}

const isCell = (node: Element['childNodes'][number]): node is Element =>
  isElement(node) && (node.tagName === 'td' || node.tagName === 'th')

/** `1,234.5`, `1 234`, `12,5 %` and `$3`; NaN without a number. */
export function numberIn(text: string): number {
  const [found] = /[-−]?\d[\d\s.,'’]*/.exec(text) ?? []
  if (found === undefined) return Number.NaN
  const plain = found.replace('−', '-').replaceAll(/[\s'’]/g, '')
  const last = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','))
  const both = plain.includes('.') && plain.includes(',')
  const groups = /^-?\d{1,3}(?:,\d{3})+$/.test(plain) || /^-?\d{1,3}(?:\.\d{3}){2,}$/.test(plain)
  if (groups || last < 0) return Number(plain.replaceAll(/[.,]/g, ''))
  const whole = both || plain.indexOf(plain[last] ?? '') === last ? plain.slice(0, last) : plain
  return Number(`${whole.replaceAll(/[.,]/g, '')}.${plain.slice(last + 1) || '0'}`)
}

/** Round steps that cover the values, and zero. */
export function ticksFor(values: readonly number[]): number[] {
  const low = Math.min(0, ...values)
  const high = Math.max(0, ...values)
  const span = high - low || 1
  const rough = span / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? rough
  const first = Math.floor(low / step)
  const last = Math.ceil(high / step)
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step)
}

export const written = (value: number): string =>
  Number(value.toPrecision(6)).toLocaleString('en', { maximumFractionDigits: 3 })
