/** One line of the chat as it stands in the page. */
import type { ChatItem } from '../protocol/features/chat-item.ts'
import { hueOf } from './chat-colour.ts'
import { appendText } from './chat-text.ts'
import { make } from './parts.ts'

/** `hide` is there for those who may hide a message, and show it again. */
export function chatRow(
  item: ChatItem,
  own: boolean,
  hide: ((hidden: boolean) => void) | null,
): HTMLLIElement {
  const row = document.createElement('li')
  row.className = `chat-item ${item.kind}`
  row.classList.toggle('own', own)
  row.style.setProperty('--hue', String(hueOf(item.author)))
  if (item.hidden) row.append(make('span', 'soft', 'This message is hidden.'))
  else if (item.kind === 'named') {
    row.append(`'`, make('bdi', 'chat-name', item.text), `' is now '`)
    row.append(make('bdi', 'chat-name', item.name), `'`)
  } else {
    const text = make('span', 'chat-text', '')
    text.dir = 'auto'
    appendText(text, item.text)
    row.append(make('bdi', 'chat-name', item.name), ' ', text)
  }
  if (hide) {
    const button = make('button', 'chat-hide', item.hidden ? 'Show' : 'Hide')
    button.ariaLabel = item.hidden ? 'Show this message again' : `Hide this message of ${item.name}`
    button.addEventListener('click', () => hide(!item.hidden))
    row.append(' ', button)
  }
  return row
}
