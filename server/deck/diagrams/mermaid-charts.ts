/** Reads Mermaid's `pie` and `xychart` as the data of a chart. */
import { checked, type ChartData } from './chart-data.ts'
import type { ChartKind } from './chart-parts.ts'

export interface MermaidChart {
  kind: ChartKind
  data: ChartData
  title: string
}

/** Null if the diagram is no chart; a text says what is wrong with it. */
export function chartIn(kind: string, source: string): MermaidChart | string | null {
  const title = /^\s*(?:pie\b.*?\b)?title[ \t]+"?([^"\n]+)"?/m.exec(source)?.[1]?.trim() ?? ''
  if (kind === 'pie') return withData('pie', pieData(source), title)
  if (!kind.startsWith('xychart')) return null
  const labels = listIn(/^\s*x-axis[^[\n]*\[([^\]\n]*)\]/m.exec(source)?.[1] ?? '')
  const found = [...source.matchAll(/^\s*(bar|line)\b[^[\n]*\[([^\]\n]*)\]/gm)]
  const series = found.map(([, name = '', values = '']) => ({ name, values: listIn(values).map(Number) }))
  const names = labels.length > 0 ? labels : (series[0]?.values ?? []).map((_, i) => String(i + 1))
  const data = {
    labels: names,
    series: series.map((each) => ({ ...each, values: names.map((_, i) => each.values[i] ?? 0) })),
  }
  return withData(found.some(([, name]) => name === 'bar') ? 'bar' : 'line', data, title)
}

function withData(kind: ChartKind, data: ChartData, title: string): MermaidChart | string {
  if (data.labels.length === 0 || data.series.length === 0) return 'it has no values'
  const found = checked(data)
  return typeof found === 'string' ? found : { kind, data: found, title }
}

function pieData(source: string): ChartData {
  const found = [...source.matchAll(/^\s*"([^"\n]*)"\s*:\s*([\d.]+)/gm)]
  return {
    labels: found.map(([, label = '']) => label),
    series: [{ name: 'Share', values: found.map(([, , value]) => Number(value)) }],
  }
}

function listIn(text: string): string[] {
  return text
    .split(',')
    .map((each) => each.trim().replaceAll(/^["']|["']$/g, ''))
    .filter(Boolean)
}
