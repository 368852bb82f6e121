/**
 * The room's chat: names, messages, and what a moderator has hidden or reset. One entry costs the same however
 * many people have spoken: no collection here is copied whole.
 */
import * as v from 'valibot'
import { intentIdSchema, type ActorId } from '../ids.ts'
import { HashMap } from '../persistent/hash-map.ts'
import { List } from '../persistent/list.ts'
import { refusal, type Refusal } from '../refusal.ts'
import type { Who } from '../role.ts'
import { cleanText } from '../text.ts'
import { indexFrom, MAX_NAME, MAX_TEXT, type ChatItem } from './chat-item.ts'
import { slowWaitMs, type ChatLimit } from './chat-limit.ts'
import { GUEST, looksLikeSpeaker, nameShown } from './chat-names.ts'

/** Messages that stay at hand, and changes of older ones; what is older remains in the log. */
const MAX_KEPT = 10_000

const message = v.pipe(v.number(), v.integer(), v.minValue(1))

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
  v.strictObject({ id: intentIdSchema, type: v.literal('chat/hide'), message, hidden: v.boolean() }),
  /** Takes the name of whoever wrote this message away, from old lines too. */
  v.strictObject({ id: intentIdSchema, type: v.literal('chat/reset-name'), message }),
] as const
export type ChatIntent = v.InferOutput<(typeof chatIntents)[number]>

/** `paired`: by a paired browser. */
export type ChatEvent =
  | { type: 'chat/said'; text: string; paired?: true }
  | { type: 'chat/named'; name: string; paired?: true }
  | { type: 'chat/hidden'; message: number; hidden: boolean }
  | { type: 'chat/name-reset'; author: number }

export interface Author {
  actor: ActorId
  name: string
  paired: boolean
  /** The newest line, and when it was written. */
  last: number
  at: number
  /** Lines before this entry have lost their name; 0 for none. */
  resetAt: number
}

/** What became of lines that were there before: one was hidden or shown, or all of an author lost their name. */
type Change = { seq: number; message: number } | { seq: number; author: number }

export interface Chat {
  /** The number of each person. */
  numbers: HashMap<number>
  /** By their numbers, which begin with 1. */
  authors: List<Author>
  /** By their ids, the oldest first. */
  items: List<ChatItem>
  changes: List<Change>
  /** The names that paired browsers have, by their numbers, and the entry that changed them last. */
  speakers: Readonly<Record<number, string>>
  speakersSeq: number
  /** The newest entry that all this tells of. */
  seq: number
}

export const CHAT: Chat = {
  numbers: HashMap.of(),
  authors: List.of(),
  items: List.of(),
  changes: List.of(),
  speakers: {},
  speakersSeq: 0,
  seq: 0,
}

export function decideChat(
  chat: Chat,
  limit: ChatLimit,
  intent: ChatIntent,
  who: Who,
  now: number,
): ChatEvent[] | Refusal {
  const paired = who.paired ? { paired: true as const } : {}
  switch (intent.type) {
    case 'chat/say': {
      const text = cleanText(intent.text, MAX_TEXT)
      if (text === '') return refusal('malformed')
      return mayNotWrite(chat, limit, who, now) ?? [{ type: 'chat/said', text, ...paired }]
    }
    case 'chat/name': {
      const name = cleanText(intent.name, MAX_NAME)
      if (name === '') return refusal('malformed')
      if (name === nameOf(chat, who.id)) return []
      if (!who.paired && looksLikeSpeaker(name, speakersOf(chat))) return refusal('name-taken')
      return mayNotWrite(chat, limit, who, now) ?? [{ type: 'chat/named', name, ...paired }]
    }
    case 'chat/hide': {
      const item = find(chat, intent.message)
      if (!item) return refusal('no-such-message')
      if (item.hidden === intent.hidden) return []
      return [{ type: 'chat/hidden', message: intent.message, hidden: intent.hidden }]
    }
    case 'chat/reset-name': {
      const item = find(chat, intent.message)
      const author = item && authorNumbered(chat, item.author)
      if (!item || !author) return refusal('no-such-message')
      const isReset = author.name === GUEST && (item.id < author.resetAt || item.name === GUEST)
      return isReset ? [] : [{ type: 'chat/name-reset', author: item.author }]
    }
  }
}

/** A script without cookies is a new person each time; a paired browser writes whatever the limit is. */
function mayNotWrite(chat: Chat, limit: ChatLimit, who: Who, now: number): Refusal | undefined {
  if (who.passing) return refusal('no-cookie')
  if (who.paired) return undefined
  if (!limit.open) return refusal('chat-closed')
  const lastAt = authorOf(chat, who.id)?.at
  const waitMs = lastAt === undefined ? 0 : slowWaitMs(limit, lastAt, now)
  return waitMs === 0 ? undefined : refusal('rate-limited', waitMs)
}

export function evolveChat(chat: Chat, event: ChatEvent, by: ActorId, seq: number, at: number): Chat {
  switch (event.type) {
    case 'chat/hidden': {
      const { hidden } = event
      const item = find(chat, event.message)
      if (!item) return chat
      const items = chat.items.with(indexFrom(chat.items, event.message), { ...item, hidden })
      return {
        ...chat,
        items,
        changes: chat.changes.push({ seq, message: event.message }).keep(MAX_KEPT),
        seq,
      }
    }
    case 'chat/name-reset': {
      const { author } = event
      const known = authorNumbered(chat, author)
      if (!known) return chat
      const authors = chat.authors.with(author - 1, { ...known, name: GUEST, resetAt: seq })
      const changes = chat.changes.push({ seq, author }).keep(MAX_KEPT)
      return { ...chat, ...withSpeaker(chat, author, undefined, seq), authors, changes, seq }
    }
    case 'chat/said':
    case 'chat/named':
      return addLine(chat, event, by, seq, at)
  }
}

type Line = Extract<ChatEvent, { type: 'chat/said' | 'chat/named' }>

function addLine(chat: Chat, event: Line, by: ActorId, seq: number, at: number): Chat {
  const number = chat.numbers.get(by) ?? chat.authors.length + 1
  const known = authorNumbered(chat, number)
  const before = known?.name ?? GUEST
  const named = event.type === 'chat/named'
  const name = named ? event.name : before
  const paired = event.paired === true
  const author: Author = { actor: by, name, paired, last: seq, at, resetAt: known?.resetAt ?? 0 }
  const item: ChatItem = {
    id: seq,
    kind: named ? 'named' : 'said',
    author: number,
    name,
    text: named ? before : event.text,
    at,
    hidden: false,
    ...(paired && { paired }),
  }
  return {
    ...chat,
    ...withSpeaker(chat, number, paired && name !== GUEST ? name : undefined, seq),
    numbers: known ? chat.numbers : chat.numbers.set(by, number),
    authors: known ? chat.authors.with(number - 1, author) : chat.authors.push(author),
    items: chat.items.push(item).keep(MAX_KEPT),
    seq,
  }
}

/** Paired browsers are few, and their names change seldom. */
function withSpeaker(
  { speakers, speakersSeq }: Chat,
  author: number,
  name: string | undefined,
  seq: number,
): Pick<Chat, 'speakers' | 'speakersSeq'> {
  if (speakers[author] === name) return { speakers, speakersSeq }
  const { [author]: _, ...others } = speakers
  return { speakers: name === undefined ? others : { ...others, [author]: name }, speakersSeq: seq }
}

/** The names that paired browsers have. */
export function speakersOf({ speakers }: Chat): string[] {
  return Object.values(speakers)
}

export function authorOf(chat: Chat, by: ActorId): Author | undefined {
  return authorNumbered(chat, chat.numbers.get(by) ?? 0)
}

export function authorNumbered({ authors }: Chat, number: number): Author | undefined {
  return number < 1 ? undefined : authors.at(number - 1)
}

function nameOf(chat: Chat, by: ActorId): string {
  return authorOf(chat, by)?.name ?? GUEST
}

/** What a person is called on every screen, and their number; none before they first spoke. */
export function knownAs(chat: Chat, by: ActorId): { name: string; author: number | null } {
  const author = chat.numbers.get(by)
  const known = authorOf(chat, by)
  if (author === undefined || !known) return { name: GUEST, author: null }
  return { name: nameShown(known.name, { author, paired: known.paired }, speakersOf(chat)), author }
}

/** Whether the newest line of a person was hidden. */
export function isSilenced(chat: Chat, by: ActorId): boolean {
  return find(chat, authorOf(chat, by)?.last ?? 0)?.hidden ?? false
}

export function find({ items }: Chat, id: number): ChatItem | undefined {
  const item = items.at(indexFrom(items, id))
  return item?.id === id ? item : undefined
}
