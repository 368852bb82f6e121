/** One line of the chat, as elements of the page. */
import { GUEST, type ChatItem } from '../../protocol/features/chat-item.ts'
import { shownName } from '../people.ts'
import { hueOf } from './chat-colour.ts'
import { appendText } from './chat-text.ts'
import { flaggedMark } from '../flagged.ts'
import { make } from '../parts.ts'
import { around, fill, words } from '../../client/words.ts'

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
  const shown = (name: string): string => shownName(name, item, speakers)
  const row = document.createElement('li')
  row.className = `chat-item ${item.kind}`
  row.classList.toggle('own', own)
  row.style.setProperty('--hue', String(hueOf(item.author)))
  const { chat, hide, show, onlyAuthor } = words.elements
  if (item.hidden) row.append(make('span', 'soft', chat.hidden))
  else if (item.kind === 'named' && item.name === '') row.append(make('span', 'soft', chat.nameReset))
  else if (item.kind === 'named') {
    const name = (of: string): HTMLElement => make('bdi', 'chat-name', shown(of))
    row.append(...around(chat.renamed, { before: name(item.text), now: name(item.name) }), ...badge(item))
  } else {
    const text = make('span', 'chat-text', '')
    text.dir = 'auto'
    appendText(text, item.text)
    row.append(make('bdi', 'chat-name', shown(item.name)), ...badge(item), ' ', text)
  }
  if (!moderation) return row
  if (moderation.flagged) row.append(' ', flaggedMark())
  const say = item.hidden ? chat.showAgain : fill(chat.hideMessage, { name: shown(item.name) })
  row.append(
    ' ',
    button(item.hidden ? show : hide, say, () => moderation.hide(!item.hidden)),
  )
  if (!item.hidden && item.name !== '' && item.name !== GUEST)
    row.append(' ', button(chat.resetName, fill(chat.resetNameOf, { name: item.name }), moderation.resetName))
  if (!item.paired) {
    const name = item.name === '' ? fill(chat.person, { number: item.author }) : shown(item.name)
    const word = moderation.muted ? chat.unmute : chat.mute
    const label = fill(moderation.muted ? chat.unmuteWhom : chat.muteWhom, { name })
    row.append(
      ' ',
      button(word, label, () => moderation.mute(!moderation.muted)),
    )
  }
  if (item.muted) row.append(' ', make('span', 'soft chat-muted', onlyAuthor))
  return row
}

/** The badge beside the name of a paired browser. Nobody else can have it. */
function badge({ paired }: ChatItem): (string | HTMLElement)[] {
  return paired ? [' ', make('span', 'chat-speaker', words.elements.speaker)] : []
}

function button(word: string, label: string, press: () => void): HTMLButtonElement {
  const made = make('button', 'chat-hide', word)
  made.ariaLabel = label
  made.addEventListener('click', press)
  return made
}
