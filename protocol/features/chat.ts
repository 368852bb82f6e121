/** The room's chat: names, messages, and what a moderator has hidden. */
import * as v from 'valibot'
import { intentIdSchema, type ActorId } from '../ids.ts'
import { cleanText } from '../text.ts'
import { refusal, type Refusal } from '../refusal.ts'

/** Characters of one message, and of one name. */
export const MAX_TEXT = 500
export const MAX_NAME = 30
/** Messages that stay at hand; older ones remain in the log. */
const MAX_KEPT = 10_000
/** Messages that a newcomer gets, and in one page of history. */
export const PAGE = 50
/** The name of who has not taken one. */
export const GUEST = 'guest'

export const chatIntents = [
  v.strictObject({
    id: intentIdSchema,
    type: v.literal('chat/say'),
    text: v.pipe(v.string(), v.maxLength(4000)),
  }),
  v.strictObject({
    id: intentIdSchema,
    type: v.literal('chat/name'),
    name: v.pipe(v.string(), v.maxLength(400)),
  }),
  v.strictObject({
    id: intentIdSchema,
    type: v.literal('chat/hide'),
    message: v.pipe(v.number(), v.integer(), v.minValue(1)),
    hidden: v.boolean(),
  }),
] as const
export type ChatIntent = v.InferOutput<(typeof chatIntents)[number]>

export type ChatEvent =
  | { type: 'chat/said'; text: string }
  | { type: 'chat/named'; name: string }
  | { type: 'chat/hidden'; message: number; hidden: boolean }

/** One line of the chat. Its id is the number of its entry. */
export interface ChatItem {
  id: number
  /** `named`: the author was called `text` before, and is `name` now. */
  kind: 'said' | 'named'
  /** 1, 2, 3 … in the order in which people first spoke; stands for a person and says nothing about them. */
  author: number
  name: string
  text: string
  at: number
  /** Its text is gone from every screen. */
  hidden: boolean
}

interface Kept extends ChatItem {
  /** The entry that last changed it. */
  changed: number
}

interface Author {
  number: number
  name: string
}

export interface Chat {
  authors: Record<ActorId, Author>
  /** How many people have spoken or taken a name. */
  people: number
  /** By their ids, the oldest first. */
  items: Kept[]
  /** The newest entry that these items tell of. */
  seq: number
}

/** Items replace those with the same id. `earlier`: there are older ones, to be had on demand. */
export interface ChatNews {
  /** Forget what was there before. */
  fresh: boolean
  items: ChatItem[]
  earlier: boolean
  /** The newest entry that these items tell of. */
  seq: number
}

export const CHAT: Chat = { authors: {}, people: 0, items: [], seq: 0 }

export function decideChat(chat: Chat, intent: ChatIntent, by: ActorId): ChatEvent[] | Refusal {
  switch (intent.type) {
    case 'chat/say': {
      const text = cleanText(intent.text, MAX_TEXT)
      return text === '' ? refusal('malformed') : [{ type: 'chat/said', text }]
    }
    case 'chat/name': {
      const name = cleanText(intent.name, MAX_NAME)
      if (name === '') return refusal('malformed')
      return name === nameOf(chat, by) ? [] : [{ type: 'chat/named', name }]
    }
    case 'chat/hide': {
      const item = find(chat, intent.message)
      if (!item) return refusal('no-such-message')
      if (item.hidden === intent.hidden) return []
      return [{ type: 'chat/hidden', message: intent.message, hidden: intent.hidden }]
    }
  }
}

export function evolveChat(chat: Chat, event: ChatEvent, by: ActorId, seq: number, at: number): Chat {
  if (event.type === 'chat/hidden') {
    const index = indexFrom(chat.items, event.message)
    const item = chat.items[index]
    if (item?.id !== event.message) return chat
    return { ...chat, items: chat.items.with(index, { ...item, hidden: event.hidden, changed: seq }), seq }
  }
  const known = Object.hasOwn(chat.authors, by) ? chat.authors[by] : undefined
  const before = known?.name ?? GUEST
  const named = event.type === 'chat/named'
  const author = { number: known?.number ?? chat.people + 1, name: named ? event.name : before }
  // The table grows with the room, so it is copied only when it changes.
  const same = known?.name === author.name
  const items = chat.items.slice(1 - MAX_KEPT)
  items.push({
    id: seq,
    kind: named ? 'named' : 'said',
    author: author.number,
    name: author.name,
    text: named ? before : event.text,
    at,
    hidden: false,
    changed: seq,
  })
  return {
    authors: same ? chat.authors : { ...chat.authors, [by]: author },
    people: Math.max(chat.people, author.number),
    items,
    seq,
  }
}

export function nameOf(chat: Chat, by: ActorId): string {
  return Object.hasOwn(chat.authors, by) ? (chat.authors[by]?.name ?? GUEST) : GUEST
}

/** Everything that changed after `since`, for those who have all before it. */
export function chatSince(chat: Chat, since: number): ChatNews {
  const changed = since >= chat.seq ? [] : chat.items.filter((item) => item.changed > since)
  return news(chat, changed)
}

/** What a browser needs that begins to watch: what it missed, or the last page when that is too much. */
export function chatFrom(chat: Chat, since: number): ChatNews {
  // Whoever knows more than there is has seen a log that is gone.
  if (since > 0 && since <= chat.seq) {
    const missed = chatSince(chat, since)
    if (missed.items.length <= PAGE) return missed
  }
  return { ...news(chat, chat.items.slice(-PAGE)), fresh: true }
}

/** The page of items before the one with this id. */
export function chatBefore(chat: Chat, id: number): ChatNews {
  const end = indexFrom(chat.items, id)
  return news(chat, chat.items.slice(Math.max(0, end - PAGE), end))
}

function news(chat: Chat, items: Kept[]): ChatNews {
  const first = items[0]
  const earlier = first !== undefined && first !== chat.items[0]
  return { fresh: false, items: items.map(show), earlier, seq: chat.seq }
}

function show({ id, kind, author, name, text, at, hidden }: Kept): ChatItem {
  return hidden
    ? { id, kind, author, name: '', text: '', at, hidden }
    : { id, kind, author, name, text, at, hidden }
}

function find(chat: Chat, id: number): Kept | undefined {
  const item = chat.items[indexFrom(chat.items, id)]
  return item?.id === id ? item : undefined
}

/** Where the first item with at least this id is, or would be; the items are in the order of their ids. */
export function indexFrom(items: readonly Pick<ChatItem, 'id'>[], id: number): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((items[middle]?.id ?? Infinity) < id) low = middle + 1
    else high = middle
  }
  return low
}
