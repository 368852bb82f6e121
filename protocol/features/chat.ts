/**
 * The room's chat: names, messages, and what a moderator has hidden or reset. One entry costs the same however
 * many people have spoken: no collection here is copied whole.
 */
import * as v from 'valibot'
import { feature, type EntryOf, type EventOf, type Events, type IntentOf, type Intents } from '../feature.ts'
import type { ActorId } from '../ids.ts'
import { HashMap } from '../persistent/hash-map.ts'
import { List } from '../persistent/list.ts'
import { refusal, type Refusal } from '../refusal.ts'
import { MODERATORS, type Role, type Who } from '../role.ts'
import { cleanText } from '../text.ts'
import { indexFrom, MAX_NAME, MAX_TEXT, type ChatItem } from './chat-item.ts'
import { slowWaitMs, type ChatLimit } from './chat-limit.ts'
import { GUEST, looksLikeSpeaker, nameShown } from './chat-names.ts'

/** Messages that stay at hand, and changes of older ones; what is older remains in the log. */
const MAX_KEPT = 10_000

const message = v.pipe(v.number(), v.integer(), v.minValue(1))

const WRITERS: readonly Role[] = ['presenter', 'moderator', 'audience']

const intents = {
  'chat/say': { who: WRITERS, fields: { text: v.pipe(v.string(), v.maxLength(4000)) } },
  'chat/name': { who: WRITERS, fields: { name: v.pipe(v.string(), v.maxLength(400)) } },
  'chat/hide': { who: MODERATORS, fields: { message, hidden: v.boolean() } },
  /** Takes the name of whoever wrote this message away, from old lines too. */
  'chat/reset-name': { who: MODERATORS, fields: { message } },
} satisfies Intents
export type ChatIntent = IntentOf<typeof intents>

const whole = v.pipe(v.number(), v.integer(), v.minValue(0))
/** By a paired browser. */
const byPaired = v.exactOptional(v.literal(true))

const events = {
  'chat/said': { text: v.string(), paired: byPaired },
  'chat/named': { name: v.string(), paired: byPaired },
  'chat/hidden': { message: whole, hidden: v.boolean() },
  'chat/name-reset': { author: whole },
} satisfies Events
export type ChatEvent = EventOf<typeof events>

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

const SILENT: Chat = {
  numbers: HashMap.of(),
  authors: List.of(),
  items: List.of(),
  changes: List.of(),
  speakers: {},
  speakersSeq: 0,
  seq: 0,
}

export const chat = feature({
  empty: SILENT,
  intents,
  events,
  whenUnsaved: 'wait',
  delivery: 'in-ticks',
  decide(state: { chat: Chat; chatLimit: ChatLimit }, intent, who, now) {
    return decideChat(state.chat, state.chatLimit, intent, who, now)
  },
  evolve: {
    'chat/said': addLine,
    'chat/named': addLine,
    'chat/hidden'(slice, { event: { message: id, hidden }, seq }) {
      const item = find(slice, id)
      if (!item) return slice
      return {
        ...slice,
        items: slice.items.with(indexFrom(slice.items, id), { ...item, hidden }),
        changes: slice.changes.push({ seq, message: id }).keep(MAX_KEPT),
        seq,
      }
    },
    'chat/name-reset'(slice, { event: { author }, seq }) {
      const known = authorNumbered(slice, author)
      if (!known) return slice
      return {
        ...slice,
        ...withSpeaker(slice, author, undefined, seq),
        authors: slice.authors.with(author - 1, { ...known, name: GUEST, resetAt: seq }),
        changes: slice.changes.push({ seq, author }).keep(MAX_KEPT),
        seq,
      }
    },
  },
  // A topic of its own brings it to those who watch (`chat-news.ts`).
  view: () => undefined,
})

export function decideChat(
  slice: Chat,
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
      return mayNotWrite(slice, limit, who, now) ?? [{ type: 'chat/said', text, ...paired }]
    }
    case 'chat/name': {
      const name = cleanText(intent.name, MAX_NAME)
      if (name === '') return refusal('malformed')
      if (name === nameOf(slice, who.id)) return []
      if (!who.paired && looksLikeSpeaker(name, speakersOf(slice))) return refusal('name-taken')
      return mayNotWrite(slice, limit, who, now) ?? [{ type: 'chat/named', name, ...paired }]
    }
    case 'chat/hide': {
      const item = find(slice, intent.message)
      if (!item) return refusal('no-such-message')
      if (item.hidden === intent.hidden) return []
      return [{ type: 'chat/hidden', message: intent.message, hidden: intent.hidden }]
    }
    case 'chat/reset-name': {
      const item = find(slice, intent.message)
      const author = item && authorNumbered(slice, item.author)
      if (!item || !author) return refusal('no-such-message')
      const isReset = author.name === GUEST && (item.id < author.resetAt || item.name === GUEST)
      return isReset ? [] : [{ type: 'chat/name-reset', author: item.author }]
    }
  }
}

/** A script without cookies is a new person each time; a paired browser writes whatever the limit is. */
function mayNotWrite(slice: Chat, limit: ChatLimit, who: Who, now: number): Refusal | undefined {
  if (who.passing) return refusal('no-cookie')
  if (who.paired) return undefined
  if (!limit.open) return refusal('chat-closed')
  const lastAt = authorOf(slice, who.id)?.at
  const waitMs = lastAt === undefined ? 0 : slowWaitMs(limit, lastAt, now)
  return waitMs === 0 ? undefined : refusal('rate-limited', waitMs)
}

type Line = Extract<ChatEvent, { type: 'chat/said' | 'chat/named' }>

function addLine(slice: Chat, { event, by, seq, at }: EntryOf<Line>): Chat {
  const number = slice.numbers.get(by) ?? slice.authors.length + 1
  const known = authorNumbered(slice, number)
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
    ...slice,
    ...withSpeaker(slice, number, paired && name !== GUEST ? name : undefined, seq),
    numbers: known ? slice.numbers : slice.numbers.set(by, number),
    authors: known ? slice.authors.with(number - 1, author) : slice.authors.push(author),
    items: slice.items.push(item).keep(MAX_KEPT),
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

export function authorOf(slice: Chat, by: ActorId): Author | undefined {
  return authorNumbered(slice, slice.numbers.get(by) ?? 0)
}

export function authorNumbered({ authors }: Chat, number: number): Author | undefined {
  return number < 1 ? undefined : authors.at(number - 1)
}

function nameOf(slice: Chat, by: ActorId): string {
  return authorOf(slice, by)?.name ?? GUEST
}

/** What a person is called on every screen, and their number; null before they first spoke. */
export interface Me {
  name: string
  author: number | null
}

export function knownAs(slice: Chat, by: ActorId): Me {
  const author = slice.numbers.get(by)
  const known = authorOf(slice, by)
  if (author === undefined || !known) return { name: GUEST, author: null }
  return { name: nameShown(known.name, { author, paired: known.paired }, speakersOf(slice)), author }
}

/** Whether the newest line of a person was hidden. */
export function isSilenced(slice: Chat, by: ActorId): boolean {
  return find(slice, authorOf(slice, by)?.last ?? 0)?.hidden ?? false
}

export function find({ items }: Chat, id: number): ChatItem | undefined {
  const item = items.at(indexFrom(items, id))
  return item?.id === id ? item : undefined
}
