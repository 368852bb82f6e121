/** One line of the chat, as the server stores it and as browsers show it. */

/** The name of a participant who has not taken one. */
export const GUEST = 'guest'
/** Characters of one message, and of one name. */
export const MAX_TEXT = 500
export const MAX_NAME = 30

/** One line of the chat. Its id is the number of its entry. */
export interface ChatItem {
  id: number
  /** `named`: the author's name was `text` before, and is `name` now; without a name it was reset. */
  kind: 'said' | 'named'
  /** 1, 2, 3 … in the order in which people first wrote. It stands for a person and contains nothing about them. */
  author: number
  name: string
  text: string
  at: number
  /** Its text is removed from every screen. */
  hidden: boolean
  /** Written by a paired browser. */
  paired?: true
  /** Written while its author was muted: only moderators and the author see it. */
  muted?: true
}

/** A line as it is shown after its author's name was reset with entry `resetAt`. Later lines stay unchanged. */
export function withoutName(item: ChatItem, resetAt: number): ChatItem {
  if (item.id >= resetAt || item.hidden) return item
  return item.kind === 'named' ? { ...item, name: '', text: '' } : { ...item, name: GUEST }
}

/** The index of the first item with at least this id, or where it would be. The items are ordered by id. */
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
