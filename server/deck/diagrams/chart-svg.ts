/** Draws bars, lines and pies as SVG in the colours of the deck's theme. */
import { escapeHtml } from '../escape.ts'
import { ticksFor, written, type ChartData } from './chart-data.ts'
import { colour, FONT, line, n, shortened, text, widthOf, type Chart } from './chart-parts.ts'
import { drawPie } from './chart-pie.ts'

/** For landscape screens, and for portrait phones, where the same letters would be too small. */
const SIZES = { wide: { width: 960, height: 440 }, tall: { width: 624, height: 560 } }
/** The height of the line with the names of the series. */
const LEGEND = 48

/** `label` is for screen readers. */
export function drawChart(chart: Pick<Chart, 'kind' | 'data' | 'unit'>, label: string): string {
  const draw = { bar: drawBars, line: drawLines, pie: drawPie }[chart.kind]
  return Object.entries(SIZES)
    .map(([name, size]) => {
      const hidden = name === 'wide' ? `role="img" aria-label="${escapeHtml(label)}"` : 'aria-hidden="true"'
      return `<svg class="${name}" viewBox="0 0 ${size.width} ${size.height}" ${hidden}>${draw({ ...chart, ...size })}</svg>`
    })
    .join('')
}

/** One series needs no names. */
function legend({ series }: ChartData, width: number): string {
  if (series.length < 2) return ''
  let x = 0
  return series
    .map(({ name }, i) => {
      const words = shortened(name, width / series.length - 50)
      const item = `<rect x="${n(x)}" y="8" width="22" height="22" rx="4" fill="${colour(i)}"/>${text(x + 32, 28, words, 'start')}`
      x += 32 + widthOf(words) + 36
      return item
    })
    .join('')
}

function drawBars(chart: Chart): string {
  const { labels } = chart.data
  const slot = (chart.width - 90) / labels.length
  return labels.some((label) => widthOf(label) > slot) ? drawRows(chart) : drawColumns(chart)
}

function drawColumns({ data, unit, width, height }: Chart): string {
  const { labels, series } = data
  const frame = frameOf(data, unit, { width, height })
  const slot = (width - frame.left) / labels.length
  const thick = Math.min(120, (slot * 0.72) / series.length)
  const fits = thick >= FONT * 1.6
  const bars = series.flatMap(({ values }, s) =>
    values.map((value, i) => {
      const x = frame.left + slot * (i + 0.5) + thick * (s - series.length / 2)
      const [top, bottom] = [frame.y(Math.max(0, value)), frame.y(Math.min(0, value))]
      const label = fits
        ? text(x + thick / 2, value < 0 ? bottom + FONT : top - 8, written(value), 'middle', ' class="value"')
        : ''
      return `<rect x="${n(x + 1.5)}" y="${n(top)}" width="${n(thick - 3)}" height="${n(bottom - top)}" rx="3" fill="${colour(s)}"/>${label}`
    }),
  )
  return (
    legend(data, width) +
    frame.grid +
    bars.join('') +
    names(labels, (i) => frame.left + slot * (i + 0.5), slot, height)
  )
}

/** Long names have room beside horizontal bars. */
function drawRows({ data, unit, width, height }: Chart): string {
  const { labels, series } = data
  const ticks = ticksFor(series.flatMap(({ values }) => values))
  const [low = 0, high = 1] = [ticks[0], ticks.at(-1)]
  const top = series.length > 1 ? LEGEND : 0
  const left = Math.min(width * 0.42, Math.max(...labels.map(widthOf)) + 16)
  const right =
    width -
    Math.max(...series.flatMap(({ values }) => values.map((value) => widthOf(written(value) + unit)))) -
    16
  const x = (value: number): number => left + ((value - low) / (high - low)) * (right - left)
  const slot = (height - top) / labels.length
  const thick = Math.min(56, (slot * 0.76) / series.length)
  const size = ` style="font-size: ${n(Math.min(FONT, slot * 0.8))}px"`
  return (
    legend(data, width) +
    line(x(0), top, x(0), height, 'axis') +
    labels
      .map((label, i) => {
        const middle = top + slot * (i + 0.5)
        const bars = series.map(({ values }, s) => {
          const value = values[i] ?? 0
          const y = middle + thick * (s - series.length / 2)
          const [from, to] = [x(Math.min(0, value)), x(Math.max(0, value))]
          const said =
            thick >= 18
              ? text(
                  to + 10,
                  y + thick / 2 + FONT * 0.34,
                  written(value) + unit,
                  'start',
                  ` class="value"${size}`,
                )
              : ''
          return `<rect x="${n(from)}" y="${n(y + 1)}" width="${n(to - from)}" height="${n(thick - 2)}" rx="3" fill="${colour(s)}"/>${said}`
        })
        return text(left - 14, middle + FONT * 0.34, shortened(label, left), 'end', size) + bars.join('')
      })
      .join('')
  )
}

function drawLines({ data, unit, width, height }: Chart): string {
  const { labels, series } = data
  const frame = frameOf(data, unit, { width, height })
  const slot = (width - frame.left) / labels.length
  const at = (i: number): number => frame.left + slot * (i + 0.5)
  const lines = series.map(({ values }, s) => {
    const points = values.map((value, i) => `${n(at(i))},${n(frame.y(value))}`)
    const dots = values.map(
      (value, i) => `<circle cx="${n(at(i))}" cy="${n(frame.y(value))}" r="7" fill="${colour(s)}"/>`,
    )
    return `<polyline class="series" points="${points.join(' ')}" stroke="${colour(s)}"/>${dots.join('')}`
  })
  return legend(data, width) + frame.grid + lines.join('') + names(labels, at, slot, height)
}

function frameOf(
  data: ChartData,
  unit: string,
  { width, height }: Pick<Chart, 'width' | 'height'>,
): { left: number; y: (value: number) => number; grid: string } {
  const ticks = ticksFor(data.series.flatMap(({ values }) => values))
  const [low = 0, high = 1] = [ticks[0], ticks.at(-1)]
  const top = (data.series.length > 1 ? LEGEND : 0) + FONT * 1.4
  const bottom = height - FONT * 1.8 - (low < 0 ? FONT : 0)
  const left = Math.max(...ticks.map((tick) => widthOf(written(tick) + unit))) + 16
  const y = (value: number): number => bottom - ((value - low) / (high - low)) * (bottom - top)
  const grid = ticks.map(
    (tick) =>
      line(left, y(tick), width, y(tick), tick === 0 ? 'axis' : 'rule') +
      text(left - 14, y(tick) + FONT * 0.34, written(tick) + unit, 'end', ' class="tick"'),
  )
  return { left, y, grid: grid.join('') }
}

/** Below the drawing; if there is no room for all, only some. */
function names(labels: string[], at: (i: number) => number, slot: number, height: number): string {
  const widest = Math.max(...labels.map(widthOf)) + 12
  const every = Math.max(1, Math.ceil(widest / slot))
  return labels
    .map((label, i) =>
      i % every === 0 ? text(at(i), height - 8, shortened(label, slot * every), 'middle') : '',
    )
    .join('')
}

/**
 * The colours of the series in each scheme. They are the same in all themes, because an accent of a theme may be like one
 * of them. `colours.test.ts` compares them with the grounds of all themes.
 */
export const SERIES = {
  light: ['#14161d', '#1b5fd0', '#c2185b', '#0b7a4b', '#b35900', '#6b6b6b'],
  dark: ['#ffd60a', '#93c4ff', '#ff8fb3', '#7fe3ab', '#ff9a4d', '#b8b8b8'],
}
const seriesOf = (scheme: keyof typeof SERIES): string =>
  SERIES[scheme].map((of, i) => `--chart-${i + 1}: ${of}`).join('; ')

/** Unlayered, so that it applies in every theme. */
export const CHART_STYLES = `
:root, [data-theme='light'] { ${seriesOf('light')} }
[data-theme='dark'] { ${seriesOf('dark')} }
@media (prefers-color-scheme: dark) { :root:not([data-theme='light'], [data-theme='dark']) { ${seriesOf('dark')} } }
.reveal .slides .chart { position: relative; width: 100%; margin: .4em auto 0 }
.reveal .slides .chart > svg { display: block; width: 100%; max-width: 100%; max-height: 480px; margin: 0; overflow: visible }
.reveal .slides .chart > svg.tall, .reveal[data-layout='tall'] .slides .chart > svg.wide { display: none }
.reveal[data-layout='tall'] .slides .chart > svg.tall { display: block; max-height: 640px }
.reveal .slides .chart text { fill: currentcolor; stroke: none; font-family: inherit; font-size: 26px; font-weight: 500; font-variant-numeric: tabular-nums }
.reveal .slides .chart .value { font-weight: 700 }
.reveal .slides .chart .tick { opacity: .75 }
.reveal .slides .chart line { stroke: currentcolor; stroke-width: 2 }
.reveal .slides .chart .rule { opacity: .2 }
.reveal .slides .chart .series { fill: none; stroke-width: 5; stroke-linejoin: round; stroke-linecap: round }
.reveal .slides .chart .slice { stroke: var(--r-background-color, var(--ground)); stroke-width: 3; stroke-linejoin: round }
.reveal .slides .chart > table { position: absolute; top: 0; left: 0; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); display: block; white-space: nowrap; font-size: 16px }
`
