/** A histogram: columns side by side, with their labels below and their values for screen readers. */
import './columns.css'
import { make, say } from '../parts.ts'
import { setBar } from './bars.ts'

/** More columns are too narrow for their numbers. */
const MOST_WIDE = 12

export interface Columns {
  element: HTMLElement
  /** The parts of the highest column; `words` are for screen readers. */
  draw(columns: readonly { value: number; words: string; before?: number | undefined }[]): void
}

/** An empty label is a column without a visible one. */
export function createColumns(labels: readonly string[]): Columns {
  const element = make('ul', 'columns')
  element.role = 'list'
  if (labels.length > MOST_WIDE) element.dataset['narrow'] = ''
  const rows = labels.map((label) => {
    const item = make('li', 'column')
    const words = make('span', 'visually-hidden')
    const top = make('span', 'column-value')
    const track = make('span', 'column-track')
    const before = make('span', 'column-before')
    const fill = make('span', 'column-fill')
    const below = make('span', 'column-label', label)
    for (const each of [top, track, below]) each.ariaHidden = 'true'
    track.append(fill, before)
    item.append(words, top, track, below)
    element.append(item)
    return { words, top, fill, before }
  })
  return {
    element,
    draw(columns) {
      const highest = Math.max(1, ...columns.flatMap(({ value, before = 0 }) => [value, before]))
      rows.forEach(({ words, top, fill, before }, i) => {
        const { value = 0, words: text = '', before: was } = columns[i] ?? {}
        say(words, text)
        say(top, value > 0 && rows.length <= MOST_WIDE ? String(value) : '')
        setBar(fill, value / highest)
        before.hidden = was === undefined
        setBar(before, (was ?? 0) / highest)
      })
    },
  }
}
