/** Gives a screen reader a summary of new messages, so that a busy room does not interrupt everything else. */
import type { ChatItem } from '../../protocol/features/chat-item.ts'
import { shownName } from '../people.ts'
import { fill, plural, words } from '../../client/words.ts'

const SUM_UP_MS = 4000

export interface Announcer {
  element: HTMLElement
  /** `own` is the listener's number: their own messages are not read out. `speakers`: names of paired browsers. */
  say(items: ChatItem[], own: number | null, speakers: readonly string[]): void
  close(): void
}

export function createAnnouncer(): Announcer {
  const element = document.createElement('p')
  element.className = 'visually-hidden'
  element.role = 'status'
  let count = 0
  let last = ''
  let due: ReturnType<typeof setTimeout> | undefined
  return {
    element,
    say(items, own, speakers) {
      const others = items.filter(({ hidden, author }) => !hidden && author !== own)
      const newest = others.at(-1)
      if (!newest) return
      count += others.length
      const name = shownName(newest.name, newest, speakers)
      const who = newest.paired ? `${name}, ${words.elements.speaker}` : name
      last =
        newest.kind === 'said'
          ? `${who}: ${newest.text}`
          : fill(words.elements.chat.renamed, { before: shownName(newest.text, newest, speakers), now: who })
      due ??= setTimeout(() => {
        due = undefined
        element.textContent = count === 1 ? last : plural(words.elements.chat.newMessages, count, { last })
        count = 0
      }, SUM_UP_MS)
    },
    close: () => clearTimeout(due),
  }
}
