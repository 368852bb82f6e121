/** What browsers see of the chat: the newest page, the changes since an entry, an earlier page. */
import { indexFrom, withoutName, type ChatItem } from './chat-item.ts'
import { MODERATORS, type Role } from '../role.ts'
import { authorNumbered, find, speakersOf, type Chat } from './chat-slice.ts'

/** Messages that a newcomer gets, and messages in one page of history. */
export const PAGE = 50
/** A browser that missed more lines than this gets the newest page instead. */
const MOST_MISSED = 4 * PAGE

/** A page of lines. `earlier`: older ones exist and can be queried. */
export interface ChatPage {
  /** By id, the oldest first. */
  items: ChatItem[]
  earlier: boolean
}

export interface ChatView extends ChatPage {
  /** The present names of paired browsers. */
  speakers: string[]
}

export interface ChatChange {
  /** New and changed lines. A line replaces the one with the same id. */
  items: ChatItem[]
  /** Lines of this author with an id below `before` no longer have their name. */
  resets?: { author: number; before: number }[]
  /** Absent when unchanged. */
  speakers?: string[]
}

export function viewChat(chat: Chat, role: Role = 'audience'): ChatView {
  return { ...page(chat, chat.items.length, role), speakers: speakersOf(chat) }
}

/** Undefined when there are too many changes since then, or when changes of old lines are no longer known. */
export function chatChanges(chat: Chat, since: number, role: Role = 'audience'): ChatChange | undefined {
  const { changes } = chat
  if (changes.cut > 0 && (changes.at(0)?.seq ?? 0) > since) return undefined
  const first = indexFrom(chat.items, since + 1)
  if (chat.items.length - first > MOST_MISSED) return undefined
  const changed = new Set<number>()
  const resets: NonNullable<ChatChange['resets']> = []
  for (let i = changes.length - 1; i >= 0; i--) {
    const change = changes.at(i)
    if (!change || change.seq <= since) break
    if ('message' in change) changed.add(change.message)
    else resets.unshift({ author: change.author, before: change.seq })
  }
  const older = [...changed].filter((id) => id <= since).toSorted((a, b) => a - b)
  const items = [...older.flatMap((id) => find(chat, id) ?? []), ...chat.items.slice(first)]
  return {
    items: items.filter(seenBy(role)).map((item) => show(chat, item)),
    ...(resets.length > 0 && { resets }),
    ...(chat.speakersSeq > since && { speakers: speakersOf(chat) }),
  }
}

/** The page of lines before the one with this id. */
export function chatBefore(chat: Chat, id: number, role: Role = 'audience'): ChatPage {
  return page(chat, indexFrom(chat.items, id), role)
}

/** Lines of muted people are not counted, so that a page is full whatever they write. */
function page(chat: Chat, end: number, role: Role): ChatPage {
  const isSeen = seenBy(role)
  const items: ChatItem[] = []
  let start = end
  while (start > 0 && items.length < PAGE) {
    start -= 1
    const item = chat.items.at(start)
    if (item && isSeen(item)) items.push(show(chat, item))
  }
  return { items: items.toReversed(), earlier: start > 0 }
}

function seenBy(role: Role): (item: ChatItem) => boolean {
  const all = MODERATORS.includes(role)
  return ({ muted }) => all || !muted
}

function show(chat: Chat, item: ChatItem): ChatItem {
  if (item.hidden) return { ...item, name: '', text: '' }
  return withoutName(item, authorNumbered(chat, item.author)?.resetAt ?? 0)
}
