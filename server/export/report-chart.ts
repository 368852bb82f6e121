/** A line over time as inline SVG. Its colours come from the page. */
import type { Language } from '../../protocol/words/languages.ts'
import { clockOf, countOf, dateOf } from './report-words.ts'

const WIDTH = 960
const HEIGHT = 240
const [LEFT, RIGHT, TOP, BOTTOM] = [44, 12, 12, 28]

/** A drawn line has at most this many points. */
const MOST_POINTS = 480

export type Point = readonly [at: number, value: number]

/** `label` describes the chart for people who do not see it. The value holds until the next point. */
export function lineChart(all: readonly Point[], label: string, language: Language): string {
  const points = thinned(all)
  const [from, to] = [points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 0]
  const step = niceStep(Math.max(1, ...points.map(([, value]) => value)))
  const top = step * Math.ceil(Math.max(1, ...points.map(([, value]) => value)) / step)
  const x = (at: number): number =>
    round(LEFT + ((at - from) / Math.max(1, to - from)) * (WIDTH - LEFT - RIGHT))
  const y = (value: number): number => round(HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM))
  const line = points.map(
    ([at, value], i) => `${i === 0 ? 'M' : 'H'}${i === 0 ? `${x(at)} ` : `${x(at)}V`}${y(value)}`,
  )
  const path = line.join('')
  const rows = Array.from({ length: Math.round(top / step) + 1 }, (_, i) => i * step)
  const times = ticksBetween(from, to)
  return `<svg class="chart" direction="ltr" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">
${rows.map((value) => `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value)}" y2="${y(value)}"/><text x="${LEFT - 8}" y="${y(value) + 4}" text-anchor="end">${countOf(value, language)}</text>`).join('\n')}
${times.map((at) => `<text x="${x(at)}" y="${HEIGHT - 6}" text-anchor="middle">${to - from > DAY ? dateOf(at).slice(5) : clockOf(at)}</text>`).join('\n')}
<path class="area" d="${path}V${y(0)}H${x(from)}Z"/>
<path class="line" d="${path}"/>
</svg>`
}

/** The highest point of each part of a long line. */
function thinned(points: readonly Point[]): Point[] {
  const each = Math.ceil(points.length / MOST_POINTS)
  const parts = Array.from({ length: Math.ceil(points.length / Math.max(1, each)) }, (_, i) =>
    points.slice(i * each, (i + 1) * each),
  )
  const highest = parts.flatMap((part) => [part.reduce((a, b) => (b[1] > a[1] ? b : a), part[0] ?? [0, 0])])
  return highest.filter(
    ([, value], i) => i === 0 || i === highest.length - 1 || highest[i - 1]?.[1] !== value,
  )
}

/** 1, 2 or 5 times a power of ten, so that there are at most four steps. */
function niceStep(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most / 4))
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => most / each <= 4) ?? power
  return Math.max(1, step)
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const EVERY = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440]

/** Whole minutes, at most eight, far enough from both ends to be legible. */
function ticksBetween(from: number, to: number): number[] {
  const every = (EVERY.find((minutes) => (to - from) / (minutes * MINUTE) <= 8) ?? 1440 * 7) * MINUTE
  const ticks: number[] = []
  for (let at = Math.ceil(from / every) * every; at <= to; at += every) ticks.push(at)
  const margin = (to - from) * 0.02
  return ticks.filter((at) => at >= from + margin && at <= to - margin)
}

function round(number: number): number {
  return Math.round(number * 10) / 10
}
