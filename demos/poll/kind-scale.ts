/** A scale: its points side by side with the labels of both ends, or as rows if the points have labels. */
import { make } from '../parts.ts'
import { createChoices } from './choices.ts'
import { createColumns } from './columns.ts'
import { shares, votesWords } from './kind-choice.ts'
import type { Part, PartState, PartTools } from './part.ts'
import { fill, number, percent, words } from '../../client/words.ts'

export function createPart(tools: PartTools): Part {
  const { options } = tools.asked
  const isNumbered = options.every((option, i) => option === String(i + 1))
  return isNumbered ? createNumbers(tools) : createRows(tools)
}

function choiceOf({ mine }: PartState): number | undefined {
  return mine && 'choice' in mine ? mine.choice[0] : undefined
}

function createRows({ asked, cast }: PartTools): Part {
  const choices = createChoices(asked.options, cast && ((index) => cast({ choice: [index] })))
  return {
    element: choices.element,
    draw(state) {
      const { open, result, votes, before } = state
      const mine = choiceOf(state)
      choices.draw({
        chosen: mine === undefined ? [] : [mine],
        enabled: open,
        shares: result && shares(result.counts, votes, before),
      })
    },
  }
}

function createNumbers({ asked, cast }: PartTools): Part {
  const element = make('div', 'poll-scale')
  const columns = createColumns(cast ? asked.options.map(() => '') : asked.options)
  const mean = make('p', 'poll-figure')
  const keys = make('div', 'poll-points-row')
  let open = false
  const buttons = asked.options.map((option, index) => {
    const button = make('button', 'poll-point', option)
    button.type = 'button'
    button.ariaLabel = [option, endOf(asked, index)].filter(Boolean).join(', ')
    button.addEventListener('click', () => {
      if (open) cast?.({ choice: [index] })
    })
    return button
  })
  keys.append(...buttons)
  const ends = make('p', 'poll-ends')
  ends.append(make('bdi', '', asked.from ?? ''), make('bdi', '', asked.to ?? ''))
  element.append(columns.element, ...(cast ? [keys] : []), ends, mean)
  return {
    element,
    draw(state) {
      const { result, votes, before } = state
      open = state.open
      const mine = choiceOf(state)
      buttons.forEach((button, index) => {
        button.ariaPressed = String(index === mine)
        button.ariaDisabled = String(!open)
      })
      const counts = result?.counts
      columns.draw(
        asked.options.map((option, i) => {
          const value = counts?.[i] ?? 0
          const told = counts
            ? `${option}: ${percent(votes ? value / votes : 0)}, ${votesWords(value)}`
            : option
          return { value, words: told, before: before?.result.counts?.[i] }
        }),
      )
      mean.textContent = counts && votes > 0 ? meanWords(counts, votes, before) : '\u00a0'
    },
  }
}

function endOf({ from, to, options }: PartTools['asked'], index: number): string {
  return (index === 0 ? from : index === options.length - 1 ? to : '') ?? ''
}

function meanWords(counts: readonly number[], votes: number, before: PartState['before']): string {
  const { poll } = words.elements
  const mean = meanOf(counts, votes)
  const was = before && before.votes > 0 ? meanOf(before.result.counts ?? [], before.votes) : null
  return was === null ? fill(poll.mean, { mean }) : fill(poll.meanWas, { mean, was })
}

function meanOf(counts: readonly number[], votes: number): string {
  const mean = counts.reduce((sum, each, i) => sum + each * (i + 1), 0) / votes
  return number(mean, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
}
