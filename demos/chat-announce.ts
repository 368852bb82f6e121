/** Tells a screen reader what was said, summed up, so that a busy room does not talk over everything. */
import type { ChatItem } from '../protocol/features/chat-item.ts'

const SUM_UP_MS = 4000

export interface Announcer {
  element: HTMLElement
  /** `own` is the listener's number: they know what they said. */
  say(items: ChatItem[], own: number | null): void
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
    say(items, own) {
      const told = items.filter(({ hidden, author }) => !hidden && author !== own)
      const newest = told.at(-1)
      if (!newest) return
      count += told.length
      last =
        newest.kind === 'said' ? `${newest.name}: ${newest.text}` : `'${newest.text}' is now '${newest.name}'`
      due ??= setTimeout(() => {
        due = undefined
        element.textContent = count === 1 ? last : `${count} new messages. ${last}`
        count = 0
      }, SUM_UP_MS)
    },
    close: () => clearTimeout(due),
  }
}
