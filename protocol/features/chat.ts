/** The room's chat: names, messages, and what a moderator has hidden or reset. */
import * as v from 'valibot'
import { feature, type EntryOf, type EventOf, type Events, type IntentOf, type Intents } from '../feature.ts'
import { refusal, type Refusal } from '../refusal.ts'
import { MODERATORS, ROLES, type Role, type Who } from '../role.ts'
import { cleanText } from '../text.ts'
import { GUEST, indexFrom, MAX_NAME, MAX_TEXT, type ChatItem } from './chat-item.ts'
import { slowWaitMs, type ChatLimit } from './chat-limit.ts'
import { looksLikeSpeaker } from './chat-names.ts'
import { reportChat } from './chat-report.ts'
import {
  authorNumbered,
  authorOf,
  find,
  nameOf,
  SILENT,
  speakersOf,
  type Author,
  type Chat,
} from './chat-slice.ts'
import { chatChanges, viewChat } from './chat-view.ts'
import { isMuted, type People } from './people.ts'

/** Messages that are kept in memory, and changes of older ones. Older messages remain in the log. */
const MAX_KEPT = 10_000

const message = v.pipe(v.number(), v.integer(), v.minValue(1))

const WRITERS: readonly Role[] = ['presenter', 'moderator', 'audience']

const intents = {
  'chat/say': { who: WRITERS, fields: { text: v.pipe(v.string(), v.maxLength(4000)) } },
  'chat/name': { who: WRITERS, fields: { name: v.pipe(v.string(), v.maxLength(400)) } },
  'chat/hide': { who: MODERATORS, fields: { message, hidden: v.boolean() } },
  /** Removes the name of this message's author, from earlier lines too. */
  'chat/reset-name': { who: MODERATORS, fields: { message } },
} satisfies Intents
export type ChatIntent = IntentOf<typeof intents>

const whole = v.pipe(v.number(), v.integer(), v.minValue(0))
/** Sent by a paired browser. */
const byPaired = v.exactOptional(v.literal(true))

const events = {
  'chat/said': { text: v.string(), paired: byPaired },
  'chat/named': { name: v.string(), paired: byPaired },
  'chat/hidden': { message: whole, hidden: v.boolean() },
  'chat/name-reset': { author: whole },
} satisfies Events
export type ChatEvent = EventOf<typeof events>

export interface Reads {
  chat: Chat
  chatLimit: ChatLimit
  people: Pick<People, 'muted'>
}

export const chat = feature({
  empty: SILENT,
  intents,
  events,
  whenUnsaved: 'wait',
  delivery: 'in-ticks',
  to: ROLES,
  core: false,
  decide(state: Reads, intent, who, now) {
    return decideChat(state.chat, state.chatLimit, intent, who, now)
  },
  evolve: {
    'chat/said': (slice, entry, before) => addLine(slice, entry, before),
    'chat/named': (slice, entry, before) => addLine(slice, entry, before),
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
  view: viewChat,
  changes: chatChanges,
  report: reportChat,
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

/** A script without cookies would be a new person each time. A paired browser may write whatever the limit is. */
function mayNotWrite(slice: Chat, limit: ChatLimit, who: Who, now: number): Refusal | undefined {
  if (who.passing) return refusal('no-cookie')
  if (who.paired) return undefined
  if (!limit.open) return refusal('chat-closed')
  const lastAt = authorOf(slice, who.id)?.at
  const waitMs = lastAt === undefined ? 0 : slowWaitMs(limit, lastAt, now)
  return waitMs === 0 ? undefined : refusal('rate-limited', waitMs)
}

type Line = Extract<ChatEvent, { type: 'chat/said' | 'chat/named' }>

function addLine(slice: Chat, { event, by, seq, at }: EntryOf<Line>, before: Reads): Chat {
  const number = slice.numbers.get(by) ?? slice.authors.length + 1
  const known = authorNumbered(slice, number)
  const oldName = known?.name ?? GUEST
  const named = event.type === 'chat/named'
  const name = named ? event.name : oldName
  const paired = event.paired === true
  const author: Author = { actor: by, name, paired, last: seq, at, resetAt: known?.resetAt ?? 0 }
  const item: ChatItem = {
    id: seq,
    kind: named ? 'named' : 'said',
    author: number,
    name,
    text: named ? oldName : event.text,
    at,
    hidden: false,
    ...(paired && { paired }),
    ...(!paired && isMuted(before.people, by) && { muted: true as const }),
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

/** Paired browsers are few, and their names rarely change. */
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
