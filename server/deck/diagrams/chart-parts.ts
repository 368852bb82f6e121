/** What all kinds of charts are made of. */
import { escapeHtml } from '../escape.ts'
import type { ChartData } from './chart-data.ts'

export const CHARTS = ['bar', 'line', 'pie'] as const
export type ChartKind = (typeof CHARTS)[number]

export const FONT = 26

export interface Chart {
  kind: ChartKind
  data: ChartData
  unit: string
  width: number
  height: number
}

export const colour = (i: number): string => `var(--chart-${(i % 6) + 1})`
export const widthOf = (words: string): number => words.length * FONT * 0.56
export const n = (value: number): string => String(Math.round(value * 10) / 10)

export function text(
  x: number,
  y: number,
  words: string,
  anchor: 'start' | 'middle' | 'end',
  more = '',
): string {
  return `<text x="${n(x)}" y="${n(y)}" text-anchor="${anchor}"${more}>${escapeHtml(words)}</text>`
}

export const line = (x1: number, y1: number, x2: number, y2: number, name: string): string =>
  `<line class="${name}" x1="${n(x1)}" y1="${n(y1)}" x2="${n(x2)}" y2="${n(y2)}"/>`

export function shortened(words: string, width: number): string {
  const most = Math.max(3, Math.floor(width / (FONT * 0.56)))
  return words.length <= most ? words : `${words.slice(0, most - 1)}…`
}
