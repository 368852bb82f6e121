/** The list of questions on a person's page: rows that stay while nothing in them changes, in an order that is calm. */
import { make } from '../parts.ts'
import type { QuestionItem } from '../../protocol/features/questions-view.ts'
import { words } from '../../client/words.ts'

/** Rows at first, and with each press of *Show more*. */
const ROWS = 50

export interface QuestionList {
  element: HTMLElement
  /** `key` is everything that a row shows, so that an unchanged row stays. */
  draw(items: readonly QuestionItem[], key: (item: QuestionItem) => string, row: Row): void
  /** The next `draw` may move rows even if somebody is using the list. */
  resort(): void
  more(): void
  /** Whether there are rows that are not shown. */
  readonly isCut: boolean
}
type Row = (item: QuestionItem) => HTMLElement

export function createQuestionList(): QuestionList {
  const element = make('ol', 'question-list')
  element.ariaLabel = words.elements.questions.title
  let rows = new Map<number, { row: HTMLElement; key: string }>()
  let most = ROWS
  let isCut = false
  let freely = true

  /** Rows must not move under a finger: while somebody uses the list, new questions come last. */
  function inOrder(items: readonly QuestionItem[]): QuestionItem[] {
    const isUsed = element.matches(':hover, :focus-within')
    if (freely || !isUsed) return [...items]
    const places = new Map([...rows.keys()].map((id, i) => [id, i]))
    const place = ({ id }: QuestionItem): number => places.get(id) ?? Infinity
    return items.toSorted((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)))
  }

  return {
    element,
    get isCut() {
      return isCut
    },
    draw(items, key, make_) {
      const shown = inOrder(items).slice(0, most)
      isCut = items.length > shown.length
      freely = false
      const focused = document.activeElement
      const next: typeof rows = new Map()
      for (const item of shown) {
        const now = key(item)
        const before = rows.get(item.id)
        if (before?.key === now) next.set(item.id, before)
        else next.set(item.id, { row: replaced(before?.row, make_(item), focused), key: now })
      }
      rows = next
      let at: Element | null = element.firstElementChild
      for (const { row } of next.values()) {
        if (row === at) at = at.nextElementSibling
        else element.insertBefore(row, at)
      }
      while (at) {
        const gone = at
        at = at.nextElementSibling
        gone.remove()
      }
    },
    resort() {
      freely = true
      most = ROWS
    },
    more() {
      most += ROWS
    },
  }
}

/** Keeps the focus on the button in the same place. */
function replaced(before: HTMLElement | undefined, after: HTMLElement, focused: Element | null): HTMLElement {
  if (!before) return after
  const at = [...before.querySelectorAll('button')].findIndex((button) => button === focused)
  before.replaceWith(after)
  if (at >= 0) after.querySelectorAll('button')[at]?.focus()
  return after
}
