/** A few words of each person, and the cloud of the room: frequent words are larger. */
import type { ShownWord } from '../../protocol/features/poll-result.ts'
import { MAX_WORD } from '../../protocol/features/poll-limits.ts'
import { make } from '../parts.ts'
import { hideButton } from './hide-button.ts'
import { votesWords } from './kind-choice.ts'
import { withOwnWords } from './own-answer.ts'
import type { Part, PartTools } from './part.ts'
import { createSendRow } from './send-row.ts'
import { fill, words } from '../../client/words.ts'

export function createPart(tools: PartTools): Part {
  const { asked, cast, draft } = tools
  const { poll } = words.elements
  const element = make('div', 'poll-words')
  const drafted = draft.read().split('\n')
  const fields = Array.from({ length: asked.most ?? 1 }, (_, i) => {
    const field = make('input', 'poll-field')
    field.maxLength = MAX_WORD
    field.ariaLabel = field.placeholder = fill(poll.word, { number: i + 1 })
    field.dir = 'auto'
    field.autocapitalize = 'off'
    field.value = drafted[i] ?? ''
    return field
  })
  let sent: readonly string[] | undefined
  let open = false
  const entered = (): string[] => fields.map(({ value }) => value.trim()).filter((word) => word !== '')
  const row = createSendRow(() => cast?.({ words: entered() }))
  const isSent = (): boolean => entered().join('\n') === sent?.join('\n')
  const drawRow = (): void =>
    row.draw({ open, sent: sent !== undefined, changed: !isSent(), ready: entered().length > 0 })
  for (const field of fields) {
    field.addEventListener('input', () => {
      draft.save(isSent() ? '' : fields.map(({ value }) => value).join('\n'))
      drawRow()
    })
    field.addEventListener('keydown', ({ key, isComposing }) => {
      if (key === 'Enter' && !isComposing) row.element.click()
    })
  }
  const form = make('div', 'poll-word-fields')
  form.append(...fields, row.element)
  const cloud = make('ul', 'poll-cloud')
  cloud.ariaLabel = poll.words
  if (cast) element.append(form)
  element.append(cloud)

  return {
    element,
    draw({ open: now, mine, result, alone }) {
      open = now
      const known = sent
      sent = mine && 'words' in mine ? mine.words : undefined
      if (sent && sent.join('\n') !== known?.join('\n') && draft.read() === '')
        fields.forEach((field, i) => (field.value = sent?.[i] ?? ''))
      if (isSent()) draft.save('')
      for (const field of fields) field.readOnly = !open
      drawRow()
      cloud.hidden = result === null
      drawCloud(cloud, result ? withOwnWords(result.words ?? [], alone) : [], tools)
    },
  }
}

/** In the order of the letters, so that a word stays in its place while it grows. */
function drawCloud(
  cloud: HTMLElement,
  shown: readonly ShownWord[],
  { hide, mark }: Pick<PartTools, 'hide' | 'mark'>,
): void {
  const most = Math.max(1, ...shown.map(([, count]) => count))
  const known = new Map([...cloud.children].map((item) => [(item as HTMLElement).dataset['word'], item]))
  const items = shown
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([word, count, hidden]) => {
      const item = (known.get(word) as HTMLElement | undefined) ?? newWord(word, hide)
      item.dataset['hidden'] = String(hidden ?? false)
      mark?.(item, word)
      item.style.setProperty('--weight', String(Math.sqrt(count / most)))
      const more = item.querySelector('.visually-hidden')
      if (more) more.textContent = `, ${votesWords(count)}`
      return item
    })
  const isSame =
    items.length === cloud.children.length && items.every((item, i) => item === cloud.children[i])
  if (!isSame) cloud.replaceChildren(...items)
}

function newWord(word: string, hide: PartTools['hide']): HTMLElement {
  const item = make('li')
  item.dataset['word'] = word
  item.append(make('bdi', '', word), make('span', 'visually-hidden'))
  if (hide) item.append(hideButton(item, (hidden) => hide(word, hidden)))
  return item
}
