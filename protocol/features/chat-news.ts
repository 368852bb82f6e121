/** What browsers are told of the chat: what changed, what they missed, a page of history. */
import { authorNumbered, find, speakersOf, type Chat } from './chat.ts'
import { indexFrom, withoutName, type ChatItem } from './chat-item.ts'

/** Messages that a newcomer gets, and in one page of history. */
export const PAGE = 50

/** Items replace those with the same id. `earlier`: there are older ones, to be had on demand. */
export interface ChatNews {
  /** Forget what was there before. */
  fresh: boolean
  items: ChatItem[]
  earlier: boolean
  /** The newest entry that these items tell of. */
  seq: number
  /** Lines of this author with an id below `before` have lost their name. */
  resets?: { author: number; before: number }[]
  /** The names that paired browsers have now; absent when that did not change, or nobody has one. */
  speakers?: string[]
}

/** Everything that changed after `since`, for those who have all before it. */
export function chatSince(chat: Chat, since: number): ChatNews {
  if (since >= chat.seq) return news(chat, [])
  const first = indexFrom(chat.items, since + 1)
  const changed = new Set<number>()
  const resets: NonNullable<ChatNews['resets']> = []
  for (let i = chat.changes.length - 1; i >= 0; i--) {
    const change = chat.changes.at(i)
    if (!change || change.seq <= since) break
    if ('message' in change) changed.add(change.message)
    else resets.unshift({ author: change.author, before: change.seq })
  }
  const older = [...changed].filter((id) => id <= since).toSorted((a, b) => a - b)
  const items = older.flatMap((id) => find(chat, id) ?? [])
  return {
    ...news(chat, [...items, ...chat.items.slice(first)]),
    ...(resets.length > 0 && { resets }),
    ...(chat.speakersSeq > since && { speakers: speakersOf(chat) }),
  }
}

/** What a browser needs that begins to watch: what it missed, or the last page when that is too much. */
export function chatFrom(chat: Chat, since: number): ChatNews {
  const { changes } = chat
  const isForgotten = changes.cut > 0 && (changes.at(0)?.seq ?? 0) > since
  // Whoever knows more than there is has seen a log that is gone.
  if (since > 0 && since <= chat.seq && !isForgotten) {
    const missed = chatSince(chat, since)
    if (missed.items.length <= PAGE) return missed
  }
  const speakers = speakersOf(chat)
  const page = news(chat, chat.items.slice(chat.items.length - PAGE))
  return { ...page, fresh: true, ...(speakers.length > 0 && { speakers }) }
}

/** The page of items before the one with this id. */
export function chatBefore(chat: Chat, id: number): ChatNews {
  const end = indexFrom(chat.items, id)
  return news(chat, chat.items.slice(end - PAGE, end))
}

function news(chat: Chat, items: ChatItem[]): ChatNews {
  const first = items[0]
  const earlier = first !== undefined && first !== chat.items.at(0)
  return { fresh: false, items: items.map((item) => show(chat, item)), earlier, seq: chat.seq }
}

function show(chat: Chat, item: ChatItem): ChatItem {
  if (item.hidden) return { ...item, name: '', text: '' }
  return withoutName(item, authorNumbered(chat, item.author)?.resetAt ?? 0)
}
