/** Options as a list of rows: each a button while one can choose, and with a bar once there are results. */
import './choices.css'
import { make, say } from '../parts.ts'
import { setBar } from './bars.ts'
import { fill, percent, words } from '../../client/words.ts'

/** What a row shows of a result. */
export interface Share {
  /** From 0 to 1. */
  part: number
  /** Beside the bar, such as `61 %`. */
  words: string
  /** Only for screen readers, such as `122 votes`. */
  more: string
  /** The part in the round before. */
  before?: number | undefined
}

interface ChoicesState {
  /** Indexes of the options that this person has chosen. */
  chosen: readonly number[]
  enabled: boolean
  /** By option; null while the results are hidden. */
  shares: readonly Share[] | null
  /** Indexes of the right options; absent while they are unknown. */
  right?: readonly number[]
}

export interface Choices {
  element: HTMLElement
  draw(state: ChoicesState): void
}

/** Without `pick` the rows only show the options. `badge` makes what stands before an option. */
export function createChoices(
  options: readonly string[],
  pick?: (index: number) => void,
  badge: (index: number) => Node[] = () => [],
): Choices {
  const element = make('ul', 'choices')
  element.role = 'list'
  if (options.length > 5) element.dataset['many'] = ''
  let enabled = false
  const rows = options.map((option, index) => {
    const row = createRow(option, pick !== undefined, badge(index))
    row.box.addEventListener('click', () => {
      if (enabled) pick?.(index)
    })
    element.append(row.item)
    return row
  })
  return {
    element,
    draw(state) {
      enabled = state.enabled
      rows.forEach((row, index) => row.draw(index, state))
    },
  }
}

function createRow(option: string, isButton: boolean, badge: Node[]) {
  const item = make('li')
  const box = isButton ? make('button', 'choice') : make('div', 'choice')
  if (box instanceof HTMLButtonElement) box.type = 'button'
  const label = make('bdi', 'choice-label', option)
  const share = make('span', 'choice-share')
  const more = make('span', 'visually-hidden')
  const track = make('span', 'choice-track')
  const bar = make('span', 'bar-fill')
  const before = make('span', 'choice-before')
  track.ariaHidden = 'true'
  before.append(make('span', 'bar-fill'))
  track.append(bar)
  label.prepend(...badge)
  box.append(make('span', 'choice-mark'), label, share, more, track, before)
  item.append(box)
  return {
    item,
    box,
    draw(index: number, { chosen, enabled, shares, right }: ChoicesState) {
      const isChosen = chosen.includes(index)
      if (isButton) {
        box.ariaPressed = String(isChosen)
        box.ariaDisabled = String(!enabled)
      }
      const result = shares?.[index]
      box.dataset['chosen'] = String(isChosen)
      if (right) box.dataset['right'] = String(right.includes(index))
      else delete box.dataset['right']
      say(share, result?.words ?? '')
      say(more, moreWords(result, right?.includes(index)))
      setBar(bar, result?.part ?? 0)
      before.hidden = result?.before === undefined
      setBar(before.firstElementChild as HTMLElement, result?.before ?? 0)
    },
  }
}

function moreWords(result: Share | undefined, isRight: boolean | undefined): string {
  const { poll } = words.elements
  const told = [
    result?.more,
    result?.before === undefined ? undefined : fill(poll.before, { percent: percent(result.before) }),
    isRight === undefined ? undefined : isRight ? poll.correct : poll.notRight,
  ]
  return told.map((each) => (each ? `, ${each}` : '')).join('')
}
