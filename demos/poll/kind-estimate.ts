/** A number to guess: a field and a slider, and the room's guesses as a histogram. */
import type { Result } from '../../protocol/features/poll-result.ts'
import { make } from '../parts.ts'
import { createColumns, type Columns } from './columns.ts'
import { votesWords } from './kind-choice.ts'
import type { Part, PartTools } from './part.ts'
import { createSendRow } from './send-row.ts'
import { fill, number, words } from '../../client/words.ts'

export function createPart({ asked, cast }: PartTools): Part {
  const { poll } = words.elements
  const { min = 0, max = 100, step = 1, unit = '' } = asked
  const element = make('div', 'poll-estimate')
  const figure = make('p', 'poll-figure')
  const place = make('div', 'poll-result')
  const field = make('input', 'poll-number')
  const slider = make('input', 'poll-slider')
  field.type = 'number'
  slider.type = 'range'
  for (const input of [field, slider]) {
    input.min = String(min)
    input.max = String(max)
    input.step = String(step)
    input.ariaLabel = unit ? fill(poll.estimateIn, { unit }) : poll.estimate
  }
  slider.value = String(min + (max - min) / 2)
  let sent: number | undefined
  let open = false
  let touched = false
  const entered = (): number => (field.value === '' ? Number.NaN : Number(field.value))
  const isReady = (): boolean => entered() >= min && entered() <= max
  const row = createSendRow(() => cast?.({ number: entered() }))
  const drawRow = (): void =>
    row.draw({ open, sent: sent !== undefined, changed: entered() !== sent, ready: isReady() })
  const changed = (from: HTMLInputElement, to: HTMLInputElement) => (): void => {
    touched = true
    to.value = from.value
    drawRow()
  }
  slider.addEventListener('input', changed(slider, field))
  field.addEventListener('input', changed(field, slider))
  field.addEventListener('keydown', ({ key }) => {
    if (key === 'Enter') row.element.click()
  })
  const inputs = make('div', 'poll-inputs')
  inputs.append(field, make('bdi', '', unit), row.element)
  if (cast) element.append(slider, inputs)
  element.append(place, figure)

  let columns: Columns | undefined
  return {
    element,
    draw({ open: now, mine, result, votes, before }) {
      open = now
      const known = sent
      sent = mine && 'number' in mine ? mine.number : undefined
      if (sent !== undefined && (!touched || sent !== known)) field.value = slider.value = String(sent)
      for (const input of [field, slider]) input.disabled = !open
      drawRow()
      const counts = result?.counts ?? []
      if (counts.length > 0 && !columns) {
        columns = createColumns(
          counts.map((_, i) => (i === 0 ? String(min) : i === counts.length - 1 ? String(max) : '')),
        )
        place.append(columns.element)
      }
      columns?.draw(
        counts.map((value, i) => {
          const from = min + i * (result?.bin ?? 1) * step
          const to = Math.min(max, from + ((result?.bin ?? 1) - 1) * step)
          const range =
            from === to ? shown(from, '') : fill(poll.range, { from: shown(from, ''), to: shown(to, '') })
          return { value, words: `${range}: ${votesWords(value)}`, before: before?.result.counts?.[i] }
        }),
      )
      place.hidden = result === null
      figure.textContent = result && votes > 0 ? figureWords(result, unit, before?.result) : '\u00a0'
    },
  }
}

function figureWords({ mean = 0, median = 0 }: Result, unit: string, before: Result | undefined): string {
  const { poll } = words.elements
  const now = fill(poll.meanMedian, { mean: shown(mean, unit), median: shown(median, unit) })
  if (before?.mean === undefined) return now
  return `${now} · ${fill(poll.meanBefore, { mean: shown(before.mean, unit) })}`
}

function shown(value: number, unit: string): string {
  const digits = number(value, { maximumSignificantDigits: 4 })
  return unit === '' ? digits : `${digits} ${unit}`
}
