/** One line of the chat, as elements of the page. */
import { GUEST, type ChatItem } from '../../protocol/features/chat-item.ts'
import { nameShown, SPEAKER } from '../../protocol/features/chat-names.ts'
import { hueOf } from './chat-colour.ts'
import { appendText } from './chat-text.ts'
import { flaggedMark } from '../flagged.ts'
import { make } from '../parts.ts'

/** What a moderator may do with a line. */
export interface Moderation {
  hide(hidden: boolean): void
  /** It contains one of the deck's words. */
  flagged: boolean
  /** Whether the author is muted. */
  muted: boolean
  /** The author is not told: from now on, only they and moderators see what they write. */
  mute(muted: boolean): void
  /** Removes the author's name, from earlier lines too. */
  resetName(): void
}

/** `speakers` are the names of paired browsers; nobody else is shown under one. */
export function chatRow(
  item: ChatItem,
  own: boolean,
  speakers: readonly string[],
  moderation: Moderation | null,
): HTMLLIElement {
  const shown = (name: string): string => nameShown(name, item, speakers)
  const row = document.createElement('li')
  row.className = `chat-item ${item.kind}`
  row.classList.toggle('own', own)
  row.style.setProperty('--hue', String(hueOf(item.author)))
  if (item.hidden) row.append(make('span', 'soft', 'This message is hidden.'))
  else if (item.kind === 'named' && item.name === '') row.append(make('span', 'soft', 'A name was reset.'))
  else if (item.kind === 'named') {
    row.append(`'`, make('bdi', 'chat-name', shown(item.text)), `' is now '`)
    row.append(make('bdi', 'chat-name', shown(item.name)), `'`, ...badge(item))
  } else {
    const text = make('span', 'chat-text', '')
    text.dir = 'auto'
    appendText(text, item.text)
    row.append(make('bdi', 'chat-name', shown(item.name)), ...badge(item), ' ', text)
  }
  if (!moderation) return row
  if (moderation.flagged) row.append(' ', flaggedMark())
  const say = item.hidden ? 'Show this message again' : `Hide this message of ${shown(item.name)}`
  row.append(
    ' ',
    button(item.hidden ? 'Show' : 'Hide', say, () => moderation.hide(!item.hidden)),
  )
  if (!item.hidden && item.name !== '' && item.name !== GUEST)
    row.append(' ', button('Reset name', `Reset the name ${item.name}`, moderation.resetName))
  if (!item.paired) {
    const whom = item.name === '' ? `person ${item.author}` : shown(item.name)
    const word = moderation.muted ? 'Unmute' : 'Mute'
    row.append(
      ' ',
      button(word, `${word} ${whom}`, () => moderation.mute(!moderation.muted)),
    )
  }
  if (item.muted) row.append(' ', make('span', 'soft chat-muted', 'only its author sees this'))
  return row
}

/** The badge beside the name of a paired browser. Nobody else can have it. */
function badge({ paired }: ChatItem): (string | HTMLElement)[] {
  return paired ? [' ', make('span', 'chat-speaker', SPEAKER)] : []
}

function button(word: string, label: string, press: () => void): HTMLButtonElement {
  const made = make('button', 'chat-hide', word)
  made.ariaLabel = label
  made.addEventListener('click', press)
  return made
}
