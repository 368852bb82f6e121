/** One line of the chat, as the server keeps it and as browsers show it. */

/** The name of a person who has not taken one. */
export const GUEST = 'guest'
/** Characters of one message, and of one name. */
export const MAX_TEXT = 500
export const MAX_NAME = 30

/** One line of the chat. Its id is the number of its entry. */
export interface ChatItem {
  id: number
  /** `named`: the author was called `text` before, and is `name` now; without a name it was reset. */
  kind: 'said' | 'named'
  /** 1, 2, 3 … in the order in which people first spoke; stands for a person and says nothing about them. */
  author: number
  name: string
  text: string
  at: number
  /** Its text is gone from every screen. */
  hidden: boolean
  /** Written by a paired browser. */
  paired?: true
}

/** A line whose author has lost their name with entry `resetAt`, as it is shown; a later one stays as it is. */
export function withoutName(item: ChatItem, resetAt: number): ChatItem {
  if (item.id >= resetAt || item.hidden) return item
  return item.kind === 'named' ? { ...item, name: '', text: '' } : { ...item, name: GUEST }
}

/** Where the first item with at least this id is, or would be; the items are in the order of their ids. */
export function indexFrom(
  items: { readonly length: number; at(index: number): Pick<ChatItem, 'id'> | undefined },
  id: number,
): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((items.at(middle)?.id ?? Infinity) < id) low = middle + 1
    else high = middle
  }
  return low
}
