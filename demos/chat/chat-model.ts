/** What this browser holds of the chat: the items in order, kept while the element is off the screen. */
import { indexFrom, withoutName, type ChatItem } from '../../protocol/features/chat-item.ts'
import type { ChatNews } from '../../protocol/features/chat-news.ts'

/** The server keeps no more at hand; holding more here would only grow. */
const MAX_HELD = 10_000

export interface ChatModel {
  /** By their ids, the oldest first. */
  readonly items: readonly ChatItem[]
  /** The newest entry that the items tell of; 0 for nothing. */
  readonly seq: number
  /** The id from which on everything is here. */
  readonly oldest: number
  /** There are older ones that are not here. */
  readonly incomplete: boolean
  /** The server has older ones, and there is room for them. */
  readonly earlier: boolean
  /** The names that paired browsers have. */
  readonly speakers: readonly string[]
  /** News as it comes. Answers with the ids of items that were here and changed. */
  take(news: ChatNews): number[]
  /** A page of history, asked for with `oldest`. */
  takeHistory(news: ChatNews): void
  /** Where the first item with at least this id is, or would be. */
  indexFrom(id: number): number
  clear(): void
}

/** `keepHidden` for those who may show a hidden message again; for all others it is gone. */
export function createChatModel(keepHidden: boolean): ChatModel {
  let items: ChatItem[] = []
  let seq = 0
  let oldest = 0
  let earlier = false
  let speakers: string[] = []
  const wanted = (item: ChatItem): boolean => keepHidden || !item.hidden

  /** True when it was here before. */
  function put(item: ChatItem): boolean {
    const index = indexFrom(items, item.id)
    const here = items[index]?.id === item.id
    if (wanted(item)) items.splice(index, here ? 1 : 0, item)
    else if (here) items.splice(index, 1)
    return here
  }

  /** Answers with the ids of the lines that have lost their name. */
  function reset({ author, before }: NonNullable<ChatNews['resets']>[number]): number[] {
    const lines = items.filter((item) => item.author === author && item.id < before)
    const ids = new Set(lines.map(({ id }) => id))
    items = items.map((item) => (ids.has(item.id) ? withoutName(item, before) : item))
    return [...ids]
  }

  function shorten(): void {
    if (items.length <= MAX_HELD) return
    items = items.slice(-MAX_HELD)
    oldest = items[0]?.id ?? oldest
    earlier = true
  }

  function clear(): void {
    items = []
    seq = 0
    oldest = 0
    earlier = false
    speakers = []
  }

  return {
    get items() {
      return items
    },
    get seq() {
      return seq
    },
    get oldest() {
      return oldest
    },
    get speakers() {
      return speakers
    },
    get incomplete() {
      return earlier
    },
    get earlier() {
      return earlier && items.length < MAX_HELD
    },
    take(news) {
      if (news.fresh) {
        clear()
        oldest = news.items[0]?.id ?? 0
        earlier = news.earlier
      }
      // Before the items: those are told as they are now.
      const changed = (news.resets ?? []).flatMap(reset)
      for (const item of news.items) {
        // What was hidden long ago changes nothing here; history will tell it so.
        if (item.id >= oldest && put(item)) changed.push(item.id)
      }
      seq = Math.max(seq, news.seq)
      if (news.speakers) {
        speakers = news.speakers
        // Whose name can be taken for a speaker's is shown by a number from now on.
        changed.push(...items.filter(({ paired }) => !paired).map(({ id }) => id))
      }
      shorten()
      return changed
    },
    takeHistory(news) {
      const before = news.items.filter((item) => item.id < oldest)
      items = [...before.filter(wanted), ...items]
      oldest = before[0]?.id ?? oldest
      earlier = news.earlier && before.length > 0
    },
    indexFrom: (id) => indexFrom(items, id),
    clear,
  }
}
