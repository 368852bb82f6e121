/** Draws a pie with the names and shares of its slices. */
import { written } from './chart-data.ts'
import { colour, FONT, n, shortened, text, widthOf, type Chart } from './chart-parts.ts'

export function drawPie({ data, unit, width, height: whole }: Chart): string {
  const values = (data.series[0]?.values ?? []).map((value) => Math.max(0, value))
  const total = values.reduce((sum, value) => sum + value, 0) || 1
  // The names are beside the pie, or below it.
  const isTall = width < whole * 1.4
  const radius = isTall ? Math.min(190, whole * 0.34) : whole / 2 - 10
  const [cx, cy] = isTall ? [width / 2, radius + 6] : [radius + 10, whole / 2]
  const point = (share: number): string => {
    const angle = share * 2 * Math.PI - Math.PI / 2
    return `${n(cx + radius * Math.cos(angle))} ${n(cy + radius * Math.sin(angle))}`
  }
  let from = 0
  const parts = values.map((value, i) => {
    const to = from + value / total
    const shape =
      value === total
        ? `<circle cx="${n(cx)}" cy="${n(cy)}" r="${n(radius)}" fill="${sliceColour(i)}"/>`
        : `<path class="slice" d="M${n(cx)} ${n(cy)} L${point(from)} A${n(radius)} ${n(radius)} 0 ${to - from > 0.5 ? 1 : 0} 1 ${point(to)} Z" fill="${sliceColour(i)}"/>`
    from = to
    return value > 0 ? shape : ''
  })
  const [top, room] = isTall ? [2 * radius + 24, whole - 2 * radius - 24] : [0, whole]
  const height = Math.min(50, room / values.length)
  const size = Math.min(FONT, height * 0.8)
  const left = isTall ? 0 : cx + radius + 50
  const isPercent = unit.trim() === '%' || Math.abs(total - 100) < 0.01
  const list = data.labels.map((label, i) => {
    const y = top + room / 2 + height * (i + 0.5 - values.length / 2)
    const value = values[i] ?? 0
    const percent = `${Math.round((value / total) * 100)} %`
    const said = isPercent ? `${written(value)} %` : `${written(value)}${unit} · ${percent}`
    const words = shortened(label, width - left - 50 - widthOf(said))
    const style = ` style="font-size: ${n(size)}px"`
    return `<rect x="${n(left)}" y="${n(y - size * 0.45)}" width="${n(size * 0.9)}" height="${n(size * 0.9)}" rx="4" fill="${sliceColour(i)}"/>${text(left + 36, y + size * 0.34, words, 'start', style)}${text(width, y + size * 0.34, said, 'end', ` class="value"${style}`)}`
  })
  return parts.join('') + list.join('')
}

/** After six slices the colours repeat, paler. */
const sliceColour = (i: number): string =>
  i < 6
    ? colour(i)
    : `color-mix(in srgb, ${colour(i)} ${Math.max(20, 60 - 20 * Math.floor(i / 12))}%, transparent)`
