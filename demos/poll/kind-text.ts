/** An open answer, and the newest answers of the room. */
import type { ShownAnswer } from '../../protocol/features/poll-result.ts'
import { MAX_ANSWER } from '../../protocol/features/poll-limits.ts'
import { make } from '../parts.ts'
import { hideButton } from './hide-button.ts'
import { withOwnAnswer } from './own-answer.ts'
import type { Part, PartState, PartTools } from './part.ts'
import { createSendRow } from './send-row.ts'
import { words } from '../../client/words.ts'

export function createPart({ asked, cast, draft, earlier, hide, mark }: PartTools): Part {
  const element = make('div', 'poll-text')
  const field = make('textarea', 'poll-field')
  field.maxLength = MAX_ANSWER
  field.rows = 2
  field.ariaLabel = asked.question
  field.value = draft.read()
  field.dir = 'auto'
  let sent: string | undefined
  let open = false
  const text = (): string => field.value.trim()
  const row = createSendRow(() => cast?.({ text: text() }))
  const drawRow = (): void =>
    row.draw({ open, sent: sent !== undefined, changed: text() !== sent, ready: text() !== '' })
  field.addEventListener('input', () => {
    draft.save(text() === sent ? '' : field.value)
    drawRow()
  })
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    row.element.click()
  })

  const list = make('ul', 'poll-answers')
  list.ariaLabel = words.elements.poll.answers
  const more = make('button', 'button poll-earlier', words.elements.poll.earlierAnswers)
  more.type = 'button'
  let older: ShownAnswer[] = []
  let page: readonly ShownAnswer[] = []
  let alone: PartState['alone']
  more.addEventListener('click', () => {
    const last = older.at(-1)?.[0] ?? page.at(-1)?.[0] ?? 1
    more.disabled = true
    void earlier(last).then((news) => {
      more.disabled = false
      older = [...older, ...(news?.answers ?? [])]
      more.hidden = !news?.earlier
      drawAnswers()
    })
  })

  /** Only rows that changed are touched, so that nothing moves while one reads. */
  function drawAnswers(): void {
    const newest = page.at(-1)?.[0] ?? 0
    const room = [...page, ...older.filter(([item]) => item < newest)]
    const all = list.hidden ? room : withOwnAnswer(room, alone, !more.hidden)
    const rows = all.map(([item, said, hidden]) => {
      const known = list.querySelector<HTMLElement>(`[data-item="${item}"]`)
      const line = known ?? newAnswer(item, hide)
      line.dataset['hidden'] = String(hidden === true)
      line.dataset['muted'] = String(hidden === 'muted')
      const answer = line.firstElementChild
      if (answer && answer.textContent !== said) answer.textContent = said
      mark?.(line, said)
      return line
    })
    const isSame = rows.length === list.children.length && rows.every((line, i) => line === list.children[i])
    if (!isSame) list.replaceChildren(...rows)
  }

  if (cast) element.append(field, row.element)
  element.append(list, ...(cast || hide ? [more] : []))
  more.hidden = true
  return {
    element,
    draw(now) {
      const { mine, result } = now
      open = now.open
      const known = sent
      sent = mine && 'text' in mine ? mine.text : undefined
      if (sent !== undefined && sent !== known && document.activeElement !== field && draft.read() === '')
        field.value = sent
      if (sent === text()) draft.save('')
      field.readOnly = !open
      drawRow()
      list.hidden = result === null
      if (result === null) older = []
      page = result?.answers ?? []
      alone = now.alone
      if (older.length === 0) more.hidden = !result?.earlier
      drawAnswers()
    },
  }
}

function newAnswer(item: number, hide: PartTools['hide']): HTMLElement {
  const line = make('li')
  line.dataset['item'] = String(item)
  const text = make('span', 'poll-answer')
  text.dir = 'auto'
  line.append(text)
  if (hide)
    line.append(
      make('span', 'soft poll-muted', words.elements.onlyAuthor),
      hideButton(line, (hidden) => hide(item, hidden)),
    )
  return line
}
