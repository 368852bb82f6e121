/** A hundred points to spread over the options. */
import { make, say } from '../parts.ts'
import { createChoices } from './choices.ts'
import { POINTS } from '../../protocol/features/poll-limits.ts'
import type { Part, PartState, PartTools } from './part.ts'
import { createSendRow } from './send-row.ts'
import { createStepButton } from './step-button.ts'
import { fill, number, plural, words } from '../../client/words.ts'

const STEP = 10
const ONE_DIGIT = { minimumFractionDigits: 1, maximumFractionDigits: 1 }

export function createPart({ asked, cast }: PartTools): Part {
  const { poll } = words.elements
  const { options } = asked
  const element = make('div', 'poll-points')
  let points = options.map(() => 0)
  let sent: readonly number[] | undefined
  let open = false
  const left = (): number => POINTS - points.reduce((sum, each) => sum + each, 0)
  const rest = make('p', 'poll-rest')
  rest.role = 'status'
  const row = createSendRow(() => cast?.({ points }))
  const rows = options.map((option, index) => {
    const item = make('li', 'poll-order-row')
    const now = make('output', 'poll-given', '0')
    now.ariaLabel = fill(poll.pointsFor, { option })
    const less = createStepButton('−', fill(poll.fewerFor, { option }), () => give(index, -STEP))
    const more = createStepButton('+', fill(poll.moreFor, { option }), () => give(index, STEP))
    item.append(make('bdi', 'choice-label', option), less, now, more)
    return { item, now, less, more }
  })
  const list = make('ul', 'poll-order')
  list.append(...rows.map(({ item }) => item))

  function give(index: number, by: number): void {
    const now = points[index] ?? 0
    const change = Math.max(-now, Math.min(by, left()))
    if (!open || change === 0) return
    points = points.with(index, now + change)
    drawRows()
  }

  function drawRows(): void {
    rows.forEach(({ now, less, more }, i) => {
      say(now, String(points[i] ?? 0))
      less.ariaDisabled = String(!open || (points[i] ?? 0) === 0)
      more.ariaDisabled = String(!open || left() === 0)
    })
    say(rest, left() === 0 ? poll.allSpread : plural(poll.pointsLeft, left()))
    row.draw({
      open,
      sent: sent !== undefined,
      changed: String(points) !== String(sent),
      ready: left() === 0,
    })
  }

  const choices = createChoices(options)
  const end = make('div', 'poll-inputs')
  end.append(rest, row.element)
  if (cast) element.append(list, end)
  element.append(choices.element)
  return {
    element,
    draw({ open: now, mine, result, votes, before }) {
      open = now
      const known = sent
      sent = mine && 'points' in mine ? mine.points : undefined
      if (sent && String(sent) !== String(known)) points = [...sent]
      drawRows()
      choices.element.hidden = cast !== undefined && result === null
      choices.draw({ chosen: [], enabled: false, shares: result && means(result.counts, votes, before) })
    },
  }
}

function means(counts: readonly number[] = [], votes: number, before: PartState['before']) {
  const mean = (points: number, of: number): number => (of === 0 ? 0 : points / of)
  return counts.map((points, i) => ({
    part: mean(points, votes) / POINTS,
    words: votes === 0 ? '–' : mean(points, votes).toFixed(0),
    more:
      votes === 0
        ? ''
        : fill(words.elements.poll.average, { points: number(mean(points, votes), ONE_DIGIT) }),
    before: before ? mean(before.result.counts?.[i] ?? 0, before.votes) / POINTS : undefined,
  }))
}
