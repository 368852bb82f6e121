/** A place on a picture: a tap or the arrow keys set it, and the room's places are dots that grow. */
import { GRID } from '../../protocol/features/poll-limits.ts'
import { make, say } from '../parts.ts'
import type { Part, PartTools } from './part.ts'
import { fill, percent, words } from '../../client/words.ts'

const KEY_STEP = 0.02
const KEYS: Record<string, readonly [x: number, y: number]> = {
  ArrowLeft: [-KEY_STEP, 0],
  ArrowRight: [KEY_STEP, 0],
  ArrowUp: [0, -KEY_STEP],
  ArrowDown: [0, KEY_STEP],
}

export function createPart({ asked, cast }: PartTools): Part {
  const element = make('div', 'poll-place')
  const frame: HTMLElement = cast ? make('button', 'poll-picture') : make('div', 'poll-picture')
  const picture = make('img')
  picture.src = asked.picture ?? ''
  picture.alt = asked.alt ?? ''
  picture.draggable = false
  // A drawing may have a shape and no size.
  picture.addEventListener('load', () =>
    frame.style.setProperty('--ratio', String(picture.naturalWidth / picture.naturalHeight)),
  )
  const dots = make('span', 'poll-dots')
  const pin = make('span', 'poll-pin')
  dots.ariaHidden = pin.ariaHidden = 'true'
  pin.hidden = true
  frame.append(picture, dots, pin)
  const spread = make('p', 'visually-hidden')
  element.append(frame, spread)
  let at: { x: number; y: number } | undefined
  let open = false
  let sent = ''

  function put(x: number, y: number): void {
    const inside = (part: number): number => Math.max(0, Math.min(1, part))
    at = { x: inside(x), y: inside(y) }
    drawPin()
  }
  function drawPin(): void {
    pin.hidden = at === undefined
    pin.style.left = `${(at?.x ?? 0) * 100}%`
    pin.style.top = `${(at?.y ?? 0) * 100}%`
    if (cast) frame.ariaLabel = `${asked.alt || asked.question}. ${placeWords(at)}`
  }
  if (cast) {
    frame.addEventListener('click', (event) => {
      if (!open) return
      const box = frame.getBoundingClientRect()
      // A click by keyboard has no place: it sends the one that the arrow keys have set.
      if (event.detail > 0)
        put((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height)
      if (at) cast(at)
    })
    frame.addEventListener('keydown', (event) => {
      const [x, y] = KEYS[event.key] ?? []
      if (!open || x === undefined || y === undefined) return
      event.preventDefault()
      put((at?.x ?? 0.5) + x, (at?.y ?? 0.5) + y)
    })
  }
  return {
    element,
    draw({ open: now, mine, result, votes }) {
      open = now
      const place = mine && 'x' in mine ? mine : undefined
      if (place && JSON.stringify(place) !== sent) {
        sent = JSON.stringify(place)
        at = place
      }
      if (cast) frame.ariaDisabled = String(!open)
      drawPin()
      drawDots(dots, result?.counts ?? [])
      say(spread, result ? spreadWords(result.counts ?? [], votes) : '')
    },
  }
}

function placeWords(at: { x: number; y: number } | undefined): string {
  const { poll } = words.elements
  return at ? fill(poll.yourPlace, { x: percent(at.x), y: percent(at.y) }) : poll.noPlace
}

/** One dot for each cell with votes; its area stands for the votes. */
function drawDots(place: HTMLElement, counts: readonly number[]): void {
  const most = Math.max(1, ...counts)
  const dots = counts.flatMap((count, cell) => {
    if (count === 0) return []
    const dot = make('span', 'poll-dot')
    dot.style.left = `${(((cell % GRID) + 0.5) / GRID) * 100}%`
    dot.style.top = `${((Math.floor(cell / GRID) + 0.5) / GRID) * 100}%`
    dot.style.setProperty('--weight', String(Math.sqrt(count / most)))
    return [dot]
  })
  place.replaceChildren(...dots)
}

/** The words of the nine parts, row by row. */
const NINTHS = [
  ['topLeft', 'top', 'topRight'],
  ['middleLeft', 'middle', 'middleRight'],
  ['bottomLeft', 'bottom', 'bottomRight'],
] as const

/** The nine parts of the picture, those with votes first: `middle centre 61 %`. */
function spreadWords(counts: readonly number[], votes: number): string {
  const { poll } = words.elements
  if (votes === 0) return poll.noPlaces
  const parts = new Map<string, number>()
  for (const [cell, count] of counts.entries()) {
    const third = (line: number): number => Math.floor((line / GRID) * 3)
    const name = poll[NINTHS[third(Math.floor(cell / GRID))]?.[third(cell % GRID)] ?? 'middle']
    parts.set(name, (parts.get(name) ?? 0) + count)
  }
  const found = [...parts].filter(([, count]) => count > 0).toSorted(([, a], [, b]) => b - a)
  return found.map(([name, count]) => `${name} ${percent(count / votes)}`).join(', ')
}
