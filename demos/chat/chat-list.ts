/**
 * A list of any length that keeps only the visible rows in the page. Heights are estimated until a row is measured. The
 * row that a person looks at stays in place, whatever happens above or below it.
 */
import type { ChatItem } from '../../protocol/features/chat-item.ts'
import type { ChatModel } from './chat-model.ts'

/** Rows outside the visible part, so that a fast scroll does not show empty space. */
const OVERSCAN_PX = 600
/** Closer to the end than this, the list follows new items. */
const AT_END_PX = 12
const FIRST_GUESS_PX = 40
/** Measuring may change which rows are visible, and the new ones must be measured too. */
const MAX_ROUNDS = 4

/** The scroll position; kept while the element is not shown. */
export interface Place {
  /** At the end, following new items. */
  following: boolean
  /** The first visible item, and how far its top is above the upper edge. */
  anchor: { id: number; above: number }
  /** The newest item that was visible. */
  seen: number
}

export const newPlace = (): Place => ({ following: true, anchor: { id: 0, above: 0 }, seen: 0 })

export interface ChatListParts {
  model: ChatModel
  place: Place
  row: (item: ChatItem) => HTMLElement
  /** The oldest item here is near, and older ones exist. */
  wantsEarlier: () => void
  /** The oldest item here is visible, and there are older ones that are not here. */
  incomplete: (is: boolean) => void
  /** The number of new items that were not visible yet. */
  unseen: (count: number) => void
}

export interface ChatList {
  /** Updates the page from the model; rows with these ids are created again. */
  draw(changed?: Iterable<number>): void
  /** Creates every row again. */
  redraw(): void
  toEnd(): void
  close(): void
}

export function createChatList(scroller: HTMLElement, parts: ChatListParts): ChatList {
  const { model, place, row, wantsEarlier, incomplete, unseen } = parts
  const list = document.createElement('ol')
  list.className = 'chat-list'
  scroller.append(list)
  const rows = new Map<number, HTMLElement>()
  const heights = new Map<number, number>()
  let measured = 0
  let width = 0

  const guess = (): number => (heights.size > 0 ? measured / heights.size : FIRST_GUESS_PX)

  function forget(id: number): void {
    measured -= heights.get(id) ?? 0
    heights.delete(id)
    rows.get(id)?.remove()
    rows.delete(id)
  }

  /** The top of each item, and the end of the last. */
  function tops(): Float64Array {
    const { items } = model
    const sums = new Float64Array(items.length + 1)
    const unknown = guess()
    for (let i = 0; i < items.length; i++) {
      sums[i + 1] = (sums[i] ?? 0) + (heights.get(items[i]?.id ?? 0) ?? unknown)
    }
    return sums
  }

  /** The last item whose top is at or above `y`. */
  function indexAt(sums: Float64Array, y: number): number {
    let low = 0
    let high = Math.max(0, sums.length - 2)
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((sums[middle] ?? 0) <= y) low = middle
      else high = middle - 1
    }
    return low
  }

  function wantedTop(sums: Float64Array): number {
    const most = Math.max(0, (sums.at(-1) ?? 0) - scroller.clientHeight)
    if (place.following) return most
    const { id, above } = place.anchor
    return Math.min(most, Math.max(0, (sums[model.indexFrom(id)] ?? 0) + above))
  }

  /** Puts only the items `from` up to `to` into the page. */
  function fill(from: number, to: number, sums: Float64Array): void {
    const shown = model.items.slice(from, to)
    const ids = new Set(shown.map(({ id }) => id))
    for (const [id, element] of rows) {
      if (ids.has(id)) continue
      element.remove()
      rows.delete(id)
    }
    let next = list.firstElementChild
    shown.forEach((item, i) => {
      let element = rows.get(item.id)
      if (!element) rows.set(item.id, (element = row(item)))
      element.ariaPosInSet = String(from + i + 1)
      element.ariaSetSize = String(model.earlier ? -1 : model.items.length)
      if (element === next) next = next.nextElementSibling
      else list.insertBefore(element, next)
    })
    list.style.paddingTop = `${sums[from] ?? 0}px`
    list.style.paddingBottom = `${Math.max(0, (sums.at(-1) ?? 0) - (sums[to] ?? 0))}px`
  }

  /** True if the height of a row differed from the estimate. */
  function measure(): boolean {
    // A slide is scaled. Heights are in its own pixels, with fractions, since rounding errors would add up.
    const scale = scroller.getBoundingClientRect().width / scroller.offsetWidth || 1
    let changed = false
    for (const [id, element] of rows) {
      if (heights.has(id)) continue
      const height = element.getBoundingClientRect().height / scale
      heights.set(id, height)
      measured += height
      changed = true
    }
    return changed
  }

  function draw(changed: Iterable<number> = []): void {
    for (const id of changed) forget(id)
    const oldest = model.items[0]?.id ?? Infinity
    if (heights.size > 2 * model.items.length + 100) {
      for (const id of heights.keys()) if (id < oldest) forget(id)
    }
    let sums = tops()
    let top = wantedTop(sums)
    const view = scroller.clientHeight
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const from = indexAt(sums, top - OVERSCAN_PX)
      const to = Math.min(model.items.length, indexAt(sums, top + view + OVERSCAN_PX) + 1)
      fill(from, to, sums)
      const again = measure()
      sums = tops()
      top = wantedTop(sums)
      if (!again) break
    }
    if (Math.abs(scroller.scrollTop - top) >= 1) scroller.scrollTop = top
    const last = model.items[indexAt(sums, top + view - 1)]?.id ?? 0
    place.seen = Math.max(place.seen, place.following ? (model.items.at(-1)?.id ?? 0) : last)
    unseen(model.items.length - model.indexFrom(place.seen + 1))
    incomplete(model.incomplete && top < FIRST_GUESS_PX)
    if (model.earlier && top < view) wantsEarlier()
  }

  function scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = scroller
    place.following = scrollTop >= scrollHeight - clientHeight - AT_END_PX
    const sums = tops()
    const index = indexAt(sums, scrollTop)
    place.anchor = { id: model.items[index]?.id ?? 0, above: scrollTop - (sums[index] ?? 0) }
    draw()
  }

  function redraw(): void {
    for (const id of rows.keys()) rows.get(id)?.remove()
    rows.clear()
    heights.clear()
    measured = 0
    draw()
  }

  const sizes = new ResizeObserver(() => {
    const changed = width !== scroller.clientWidth
    width = scroller.clientWidth
    if (changed) redraw()
    else draw()
  })
  sizes.observe(scroller)
  scroller.addEventListener('scroll', scrolled, { passive: true })

  return {
    draw,
    redraw,
    toEnd() {
      place.following = true
      draw()
    },
    close() {
      sizes.disconnect()
      scroller.removeEventListener('scroll', scrolled)
    },
  }
}
