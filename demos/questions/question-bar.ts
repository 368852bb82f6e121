/** The line above the list: how many questions there are, their order, and the tag that is listed. */
import type { QuestionsView } from '../../protocol/features/questions-view.ts'
import { make } from '../parts.ts'
import type { Order } from './question-order.ts'
import { words } from '../../client/words.ts'

export interface QuestionBar {
  element: HTMLElement
  readonly order: Order
  /** Empty for all. */
  readonly tag: string
  draw(view: QuestionsView): void
}

/** `chosen` is called after each press, also of the order that was already chosen. */
export function createQuestionBar(chosen: () => void): QuestionBar {
  const { questions } = words.elements
  const named: [Order, string][] = [
    ['votes', questions.mostWanted],
    ['time', questions.newest],
  ]
  let order: Order = 'votes'
  let tag = ''
  let tags: string[] = []
  const element = make('div', 'question-bar')
  const orders = make('div', 'question-orders')
  orders.role = 'group'
  orders.ariaLabel = questions.order
  const filter = make('select', 'question-filter')
  filter.ariaLabel = questions.tag
  filter.hidden = true
  element.append(orders, filter)

  const buttons = named.map(([each, word]) => {
    const button = make('button', 'question-chip', word)
    button.type = 'button'
    button.addEventListener('click', () => {
      order = each
      press()
      chosen()
    })
    orders.append(button)
    return { each, button }
  })
  function press(): void {
    for (const { each, button } of buttons) button.ariaPressed = String(each === order)
  }
  press()
  filter.addEventListener('change', () => {
    tag = filter.value
    chosen()
  })

  return {
    element,
    get order() {
      return order
    },
    get tag() {
      return tag
    },
    draw(view) {
      element.hidden = view.items.length === 0
      if (JSON.stringify(tags) === JSON.stringify(view.tags)) return
      ;({ tags } = view)
      if (!tags.includes(tag)) tag = ''
      const all = make('option', '', questions.allTags)
      all.value = ''
      filter.replaceChildren(all, ...tags.map((each) => make('option', '', each)))
      filter.value = tag
      filter.hidden = tags.length === 0
    },
  }
}
