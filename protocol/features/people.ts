/** The people of the room, as moderators see them: who is muted, and whether newcomers may enter. */
import * as v from 'valibot'
import { feature, type EntryOf, type EventOf, type Events, type IntentOf, type Intents } from '../feature.ts'
import type { ActorId } from '../ids.ts'
import { HashMap } from '../persistent/hash-map.ts'
import { refusal, type Refusal } from '../refusal.ts'
import { MODERATORS, ROLES, type Role } from '../role.ts'
import type { ChatItem } from './chat-item.ts'
import { authorNumbered, find, nameOf, type Chat } from './chat-slice.ts'
import { questionNumbered, type Questions } from './questions-slice.ts'

/** What a participant wrote, by which moderators name its author. */
const ITEM_KINDS = ['message', 'question'] as const
type ItemKind = (typeof ITEM_KINDS)[number]
export interface ItemReference {
  kind: ItemKind
  item: number
}

/** By which item a participant was muted last, and whether they are. */
export interface Muted extends ItemReference {
  on: boolean
}

/** A muted participant's browser shows their newest messages. */
const MOST_OWN = 50

export interface People {
  muted: HashMap<Muted>
  /** The messages of muted participants, which only they and moderators see. */
  own: HashMap<ChatItem[]>
  /** When the room was closed to newcomers, in ms since 1970; null while it is open. */
  closedAt: number | null
}

const NOBODY: People = { muted: HashMap.of(), own: HashMap.of(), closedAt: null }

export function isMuted({ muted }: Pick<People, 'muted'>, actor: ActorId): boolean {
  return muted.get(actor)?.on === true
}

const reference = { kind: v.picklist(ITEM_KINDS), item: v.pipe(v.number(), v.integer(), v.minValue(1)) }
const intents = {
  'people/mute': { who: MODERATORS, fields: { ...reference, muted: v.boolean() } },
  'people/close': { who: MODERATORS, fields: { closed: v.boolean() } },
} satisfies Intents
type PeopleIntent = IntentOf<typeof intents>

const events = {
  'people/muted': { person: v.pipe(v.string(), v.maxLength(200)), ...reference, muted: v.boolean() },
  'people/closed': { closed: v.boolean() },
} satisfies Events
type PeopleEvent = EventOf<typeof events>

/** What moderators see; everybody else sees only whether the room is closed. */
export interface PeopleView {
  closed: boolean
  /** The items by which somebody was muted. */
  muted: ItemReference[]
}

export interface Reads {
  people: People
  chat: Chat
  questions: Questions
}

/** The author of an item of each kind. */
const AUTHORS: Record<
  ItemKind,
  (state: Reads, item: number) => { by: ActorId; paired: boolean } | undefined
> = {
  message({ chat }, item) {
    const author = authorNumbered(chat, find(chat, item)?.author ?? 0)
    return author && { by: author.actor, paired: author.paired }
  },
  question({ questions }, item) {
    const question = questionNumbered(questions, item)
    return question && { by: question.by, paired: question.paired === true }
  },
}

export const people = feature({
  empty: NOBODY,
  intents,
  events,
  whenUnsaved: 'go-on',
  delivery: 'in-ticks',
  to: ROLES,
  core: false,
  decide: (state: Reads, intent) => decidePeople(state, intent),
  evolve: {
    'people/muted': (slice, { event: { person, kind, item, muted } }) => ({
      ...slice,
      muted: slice.muted.set(person, { kind, item, on: muted }),
    }),
    'people/closed': (slice, { event: { closed }, at }) => ({ ...slice, closedAt: closed ? at : null }),
    'chat/said': keepOwn,
  },
  view: viewPeople,
  /** The messages that only this participant sees. */
  own: ({ own }, actor) => own.get(actor),
})

/** An intent whose effect is already there is accepted and changes nothing. */
function decidePeople(state: Reads, intent: PeopleIntent): PeopleEvent[] | Refusal {
  const { people: now } = state
  if (intent.type === 'people/close') {
    const { closed } = intent
    return (now.closedAt !== null) === closed ? [] : [{ type: 'people/closed', closed }]
  }
  const { kind, item, muted } = intent
  const author = AUTHORS[kind](state, item)
  if (!author) return refusal('no-such-item')
  // Speakers and moderators end each other's pairing instead.
  if (author.paired) return refusal('forbidden')
  return isMuted(now, author.by) === muted
    ? []
    : [{ type: 'people/muted', person: author.by, kind, item, muted }]
}

function keepOwn(
  slice: People,
  entry: EntryOf<{ type: 'chat/said'; text: string }>,
  { chat }: Reads,
): People {
  const { by, seq, at, event } = entry
  if (!isMuted(slice, by)) return slice
  const line: ChatItem = {
    id: seq,
    kind: 'said',
    author: chat.numbers.get(by) ?? chat.authors.length + 1,
    name: nameOf(chat, by),
    text: event.text,
    at,
    hidden: false,
  }
  const lines = slice.own.get(by) ?? []
  return { ...slice, own: slice.own.set(by, [...lines, line].slice(-MOST_OWN)) }
}

function viewPeople({ muted, closedAt }: People, role: Role): PeopleView {
  const closed = closedAt !== null
  if (!MODERATORS.includes(role)) return { closed, muted: [] }
  const now = [...muted].flatMap(([, { kind, item, on }]) => (on ? [{ kind, item }] : []))
  return { closed, muted: now }
}
