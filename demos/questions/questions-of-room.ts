/** The questions on the stage: the most wanted ones, as many as fit. */
import type { LiveContext } from '../../client/live-element.ts'
import type { QuestionsView } from '../../protocol/features/questions-view.ts'
import { count, make, say } from '../parts.ts'
import { listed } from './question-order.ts'
import { questionRow } from './question-row.ts'

/** More are never needed. */
const MOST_ROWS = 12

export function showForRoom(host: HTMLElement, { room: connection }: LiveContext): () => void {
  const list = make('ol', 'question-list')
  list.ariaLabel = 'Questions, most wanted first'
  const line = make('p', 'question-more soft')
  host.replaceChildren(list, line)
  let view: QuestionsView | undefined

  function draw(): void {
    if (!view) return
    const open = listed(view.items, 'votes').filter(({ answered }) => !answered)
    const { speakers } = view
    const state = { voted: false, pending: false, own: false, speakers, closed: true }
    list.replaceChildren(...open.slice(0, MOST_ROWS).map((item) => questionRow(item, state, null, [])))
    while (list.childElementCount > 1 && list.scrollHeight > list.clientHeight + 1)
      list.lastElementChild?.remove()
    const more = open.length - list.childElementCount
    const invitation =
      view.mode === 'closed' ? 'The questions are closed.' : 'Ask a question on your own screen.'
    say(line, more > 0 ? `and ${count(more)} more` : invitation)
  }

  const sizes = new ResizeObserver(draw)
  sizes.observe(host)
  const unsubscribe = connection.subscribe('questions', (now) => {
    view = now
    draw()
  })
  return () => {
    sizes.disconnect()
    unsubscribe()
  }
}
