/** The questions on the stage: the most wanted ones, as many as fit. */
import type { LiveContext } from '../../client/live-element.ts'
import type { QuestionsView } from '../../protocol/features/questions-view.ts'
import { make, say } from '../parts.ts'
import { listed } from './question-order.ts'
import { questionRow } from './question-row.ts'
import { plural, words } from '../../client/words.ts'

/** More are never needed. */
const MOST_ROWS = 12

export function showForRoom(host: HTMLElement, { room: connection }: LiveContext): () => void {
  const { questions } = words.elements
  const list = make('ol', 'question-list')
  list.ariaLabel = questions.ofRoom
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
    const invitation = view.mode === 'closed' ? questions.closed : questions.invitation
    say(line, more > 0 ? plural(questions.andMore, more) : invitation)
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
