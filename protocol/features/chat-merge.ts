/** A browser's copy of the chat after a change. Separate from the chat's rules, so that pages do not load them. */
import { indexFrom, withoutName, type ChatItem } from './chat-item.ts'
import type { ChatChange, ChatView } from './chat-view.ts'

/** The server keeps no more in memory. */
export const MAX_HELD = 10_000

/** Lines older than the oldest one here are ignored. */
export function mergeChat(view: ChatView, { items, resets = [], speakers }: ChatChange): ChatView {
  const oldest = view.items[0]?.id ?? 0
  const lines = resets.reduce(withoutNames, [...view.items])
  for (const item of items) if (item.id >= oldest) putItem(lines, item)
  return {
    items: lines.slice(-MAX_HELD),
    earlier: view.earlier || lines.length > MAX_HELD,
    speakers: speakers ?? view.speakers,
  }
}

/** Inserts a line in order. Returns true if it replaced one. */
export function putItem(items: ChatItem[], item: ChatItem): boolean {
  const index = indexFrom(items, item.id)
  const here = items[index]?.id === item.id
  items.splice(index, here ? 1 : 0, item)
  return here
}

export function withoutNames(
  items: ChatItem[],
  { author, before }: { author: number; before: number },
): ChatItem[] {
  return items.map((item) => (item.author === author ? withoutName(item, before) : item))
}
