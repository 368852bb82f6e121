/** What one chat element shows: the view of this browser, and the history that was loaded before it. */
import { indexFrom, type ChatItem } from '../../protocol/features/chat-item.ts'
import { MAX_HELD, putItem, withoutNames } from '../../protocol/features/chat-merge.ts'
import type { ChatChange, ChatPage, ChatView } from '../../protocol/features/chat-view.ts'

export interface ChatModel {
  /** False before the first view, and from `pause` to the next one. Then there are no items. */
  readonly here: boolean
  /** By id, the oldest first. */
  readonly items: readonly ChatItem[]
  /** From this id on, everything is here. */
  readonly oldest: number
  /** There are older ones that are not here. */
  readonly incomplete: boolean
  /** The server has older ones, and there is space for them. */
  readonly earlier: boolean
  /** The names of paired browsers. */
  readonly speakers: readonly string[]
  /**
   * The present view, and what changed in it if that is known. `at` identifies this state of the view, so that a view that
   * is already here does not remove the history. Returns the ids of items that were here and have changed.
   */
  take(view: ChatView, change: ChatChange | undefined, at: string): number[]
  /** The lines that only this participant sees. */
  takeOwn(lines: readonly ChatItem[]): void
  /** A page of history that was queried with `oldest`. */
  takeHistory(page: ChatPage): void
  /** Nothing is taken from now on, so that what is here may be out of date. */
  pause(): void
  /** The index of the first item with at least this id, or where it would be. */
  indexFrom(id: number): number
}

/** `keepHidden` is for moderators, who may show a hidden message again; for all others it is removed. */
export function createChatModel(keepHidden: boolean): ChatModel {
  let items: ChatItem[] = []
  let oldest = 0
  let earlier = false
  let speakers: string[] = []
  let own: readonly ChatItem[] = []
  let takenAt = ''
  let here = false
  const wanted = (item: ChatItem): boolean => keepHidden || !item.hidden

  /** True when it was already here. */
  function put(item: ChatItem): boolean {
    if (wanted(item)) return putItem(items, item)
    const index = indexFrom(items, item.id)
    const isThere = items[index]?.id === item.id
    if (isThere) items.splice(index, 1)
    return isThere
  }

  function replace(view: ChatView): void {
    items = view.items.filter(wanted)
    oldest = view.items[0]?.id ?? 0
    earlier = view.earlier
    putOwn()
    speakers = view.speakers
  }

  function putOwn(): void {
    for (const line of own) if (line.id >= oldest) putItem(items, line)
  }

  function shorten(): void {
    if (items.length <= MAX_HELD) return
    items = items.slice(-MAX_HELD)
    oldest = items[0]?.id ?? oldest
    earlier = true
  }

  return {
    get here() {
      return here
    },
    get items() {
      return here ? items : []
    },
    get oldest() {
      return oldest
    },
    get speakers() {
      return speakers
    },
    get incomplete() {
      return here && earlier
    },
    get earlier() {
      return here && earlier && items.length < MAX_HELD
    },
    take(view, change, at) {
      const known = at === takenAt
      takenAt = at
      here = true
      if (!change) {
        if (!known) replace(view)
        return []
      }
      const changed: number[] = []
      // Before the items, because those already include these changes.
      for (const reset of change.resets ?? []) {
        const lines = items
        items = withoutNames(items, reset)
        changed.push(...items.filter((item, i) => item !== lines[i]).map(({ id }) => id))
      }
      for (const item of change.items) {
        // An item that was hidden long ago changes nothing here; history will include the change.
        if (item.id >= oldest && put(item)) changed.push(item.id)
      }
      if (change.speakers) {
        speakers = change.speakers
        // From now on, a name that could be mistaken for a speaker's is shown as a number.
        changed.push(...items.filter(({ paired }) => !paired).map(({ id }) => id))
      }
      shorten()
      return changed
    },
    takeOwn(lines) {
      own = lines
      putOwn()
    },
    takeHistory(page) {
      const before = page.items.filter((item) => item.id < oldest)
      items = [...before.filter(wanted), ...items]
      oldest = before[0]?.id ?? oldest
      earlier = page.earlier && before.length > 0
    },
    pause() {
      here = false
    },
    indexFrom: (id) => indexFrom(items, id),
  }
}
