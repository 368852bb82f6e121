/** The people of the room, as moderators see them: who is muted, and whether newcomers may enter. */
import * as v from 'valibot'
import { feature, type EntryOf, type EventOf, type Events, type IntentOf, type Intents } from '../feature.ts'
import type { ActorId } from '../ids.ts'
import { HashMap } from '../persistent/hash-map.ts'
import { refusal, type Refusal } from '../refusal.ts'
import { MODERATORS, ROLES, type Role } from '../role.ts'
import { GUEST, type ChatItem } from './chat-item.ts'
import { authorNumbered, authorOf, find, nameOf, type Chat } from './chat-slice.ts'
import { questionNumbered, type Questions } from './questions-slice.ts'

/** What a participant wrote, by which moderators name its author. */
const ITEM_KINDS = ['message', 'question'] as const
type ItemKind = (typeof ITEM_KINDS)[number]
interface ItemReference {
  kind: ItemKind
  item: number
}

/** By which item a participant was muted last, and how moderators tell who it is. */
export interface MutedPerson extends ItemReference {
  /** In the chat; or the one under which the question was asked, because an anonymous one must not tell who asked. */
  name: string
  /** What they wrote last, of the same kind. */
  text: string
}

export interface Muted extends MutedPerson {
  /** Whether they are muted now. */
  on: boolean
}

/** A muted participant's browser shows their newest messages. */
const MOST_OWN = 50
/** Characters of what somebody wrote last, which only helps to recognise them. */
const MOST_TEXT = 200

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
  muted: MutedPerson[]
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

/** How moderators recognise the author of an item of each kind. */
const DESCRIPTIONS: Record<
  ItemKind,
  (state: Reads, person: ActorId, item: number) => Pick<Muted, 'name' | 'text'>
> = {
  message({ chat }, person, item) {
    const author = authorOf(chat, person)
    const name = author?.name ?? GUEST
    const lines = [find(chat, author?.last ?? 0), find(chat, item)]
    const line = lines.find((each) => each?.kind === 'said' && !each.hidden)
    return {
      name: name === GUEST ? `${GUEST} ${chat.numbers.get(person) ?? ''}`.trim() : name,
      text: cut(line?.text ?? ''),
    }
  },
  question({ questions }, _person, item) {
    const question = questionNumbered(questions, item)
    return { name: question?.name || GUEST, text: cut(question?.text ?? '') }
  },
}

function cut(text: string): string {
  const letters = Array.from(text)
  return letters.length <= MOST_TEXT ? text : `${letters.slice(0, MOST_TEXT - 1).join('')}…`
}

type Said = { type: 'chat/said'; text: string }
type Asked = { type: 'question/asked'; text: string; name: string }

/** Notes what is known of a muted person who was muted by an item of this kind, and only under the same name. */
function known(
  slice: People,
  actor: ActorId,
  kind: ItemKind,
  news: Partial<Pick<Muted, 'name' | 'text'>>,
  name?: string,
): People {
  const before = slice.muted.get(actor)
  if (!before?.on || before.kind !== kind || (name !== undefined && name !== before.name)) return slice
  return { ...slice, muted: slice.muted.set(actor, { ...before, ...news }) }
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
    'people/muted': (slice, { event: { person, kind, item, muted } }, before) => ({
      ...slice,
      muted: slice.muted.set(person, { kind, item, on: muted, ...DESCRIPTIONS[kind](before, person, item) }),
    }),
    'people/closed': (slice, { event: { closed }, at }) => ({ ...slice, closedAt: closed ? at : null }),
    'chat/said': (slice: People, entry: EntryOf<Said>, before: Reads) =>
      known(keepOwn(slice, entry, before), entry.by, 'message', { text: cut(entry.event.text) }),
    'chat/named': (slice: People, { event, by }: EntryOf<{ type: 'chat/named'; name: string }>) =>
      known(slice, by, 'message', { name: event.name }),
    'chat/name-reset'(
      slice: People,
      { event }: EntryOf<{ type: 'chat/name-reset'; author: number }>,
      { chat }: Reads,
    ) {
      const actor = authorNumbered(chat, event.author)?.actor
      return actor === undefined
        ? slice
        : known(slice, actor, 'message', { name: `${GUEST} ${event.author}` })
    },
    'question/asked': (slice: People, { event, by }: EntryOf<Asked>) =>
      known(slice, by, 'question', { text: cut(event.text) }, event.name || GUEST),
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

function keepOwn(slice: People, entry: EntryOf<Said>, { chat }: Reads): People {
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
  const now = [...muted].flatMap(([, { kind, item, name, text, on }]) =>
    on ? [{ kind, item, name, text }] : [],
  )
  return { closed, muted: now }
}
