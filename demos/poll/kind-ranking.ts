/** Options to put in order, and the order of the room. */
import { make } from '../parts.ts'
import { createChoices } from './choices.ts'
import type { Part, PartState, PartTools } from './part.ts'
import { createSendRow } from './send-row.ts'
import { createStepButton } from './step-button.ts'
import { fill, number, words } from '../../client/words.ts'

const ONE_DIGIT = { minimumFractionDigits: 1, maximumFractionDigits: 1 }

export function createPart({ asked, cast }: PartTools): Part {
  const { poll } = words.elements
  const { options } = asked
  const element = make('div', 'poll-ranking')
  const list = make('ol', 'poll-order')
  list.ariaLabel = poll.yourOrder
  let order = options.map((_, index) => index)
  let sent: readonly number[] | undefined
  let open = false
  const row = createSendRow(() => cast?.({ choice: order }))
  const rows = options.map((option, index) => {
    const item = make('li', 'poll-order-row')
    const up = createStepButton('↑', fill(poll.moveUp, { option }), () => move(index, -1))
    const down = createStepButton('↓', fill(poll.moveDown, { option }), () => move(index, 1))
    item.append(make('bdi', 'choice-label', option), up, down)
    return { item, up, down }
  })

  function move(option: number, by: number): void {
    const at = order.indexOf(option)
    const other = order[at + by]
    if (!open || other === undefined) return
    order = order.with(at, other).with(at + by, option)
    drawOrder()
    // Moving an element in the page takes the focus away from its button.
    const { up, down } = rows[option] ?? {}
    const pressed = by < 0 ? up : down
    const next = pressed?.ariaDisabled === 'true' ? (by < 0 ? down : up) : pressed
    next?.focus()
  }

  function drawOrder(): void {
    order.forEach((option, at) => {
      const { item, up, down } = rows[option] ?? {}
      if (!item || !up || !down) return
      if (list.children[at] !== item) list.insertBefore(item, list.children[at] ?? null)
      up.ariaDisabled = String(!open || at === 0)
      down.ariaDisabled = String(!open || at === order.length - 1)
    })
    row.draw({ open, sent: sent !== undefined, changed: String(order) !== String(sent) })
  }

  const choices = createChoices(options)
  if (cast) element.append(list, row.element)
  element.append(choices.element)
  return {
    element,
    draw({ open: now, mine, result, votes, before }) {
      open = now
      const known = sent
      sent = mine && 'choice' in mine ? mine.choice : undefined
      if (sent && String(sent) !== String(known)) order = [...sent]
      drawOrder()
      choices.element.hidden = cast !== undefined && result === null
      sortRows(choices.element, result?.counts ?? [])
      choices.draw({ chosen: [], enabled: false, shares: result && places(result.counts, votes, before) })
    },
  }
}

/** The bar is full for an option that everybody put first. */
function places(counts: readonly number[] = [], votes: number, before: PartState['before']) {
  const part = (points: number, of: number): number => (of === 0 ? 0 : points / (of * counts.length))
  return counts.map((points, i) => {
    const place = votes === 0 ? 0 : counts.length + 1 - points / votes
    return {
      part: part(points, votes),
      words: votes === 0 ? '–' : `⌀ ${place.toFixed(1)}`,
      more: votes === 0 ? '' : fill(words.elements.poll.meanPlace, { place: number(place, ONE_DIGIT) }),
      before: before ? part(before.result.counts?.[i] ?? 0, before.votes) : undefined,
    }
  })
}

/** The best first; without points, in the order of the options. */
function sortRows(list: HTMLElement, counts: readonly number[]): void {
  const best = counts.map((points, i) => ({ points, i })).toSorted((a, b) => b.points - a.points || a.i - b.i)
  const rows = [...list.children] as HTMLElement[]
  best.forEach(({ i }, place) => {
    const row = rows[i]
    if (row) row.style.order = String(place)
  })
}
