/** How each event changes the questions. Every change copies a few short paths, however many questions there are. */
import * as v from 'valibot'
import type { EntryOf, EventOf, Events } from '../feature.ts'
import type { ActorId } from '../ids.ts'
import type { ChatEvent } from './chat.ts'
import { authorNumbered, type Chat } from './chat-slice.ts'
import {
  personOf,
  QUESTION_MODES,
  questionNumbered,
  hasVoted,
  voteKey,
  withAsked,
  withVote,
  type Person,
  type Question,
  type Questions,
} from './questions-slice.ts'
import { placed } from './questions-top.ts'

/** Changes that are kept. A browser that missed more gets the whole view. */
const MAX_CHANGES = 10_000

const question = v.pipe(v.number(), v.integer(), v.minValue(1))

export const questionEvents = {
  'question/asked': {
    text: v.string(),
    name: v.string(),
    tags: v.array(v.string()),
    held: v.boolean(),
    paired: v.exactOptional(v.literal(true)),
  },
  'question/voted': { question, on: v.boolean() },
  'question/withdrawn': { question },
  'question/shown': { question, shown: v.boolean() },
  'question/answered': { question, answered: v.boolean() },
  'question/replied': { question, text: v.string() },
  'question/tagged': { question, tags: v.array(v.string()) },
  'question/deleted': { question },
  'question/mode-set': { mode: v.picklist(QUESTION_MODES) },
  'question/tags-set': { tags: v.array(v.string()) },
} satisfies Events
export type QuestionEvent = EventOf<typeof questionEvents>

type Of<T extends QuestionEvent['type']> = EntryOf<Extract<QuestionEvent, { type: T }>>
type Heard<T extends ChatEvent['type']> = EntryOf<Extract<ChatEvent, { type: T }>>

export const foldQuestions = {
  'question/asked'(slice: Questions, { event, by, at, seq }: Of<'question/asked'>): Questions {
    const { text, name, tags, held, paired } = event
    const number = slice.items.length + 1
    const asked: Question = {
      by,
      name,
      text,
      tags,
      state: held ? 'held' : 'shown',
      votes: 0,
      answered: false,
      reply: '',
      seq,
      ...(paired && { paired }),
    }
    const next = {
      ...slice,
      items: slice.items.push(asked),
      people: slice.people.set(by, withAsked(personOf(slice, by), number, text, held, at)),
      held: held ? [...slice.held, number] : slice.held,
    }
    return put(next, number, asked, seq)
  },
  'question/voted'(slice: Questions, { event: { question: number, on }, by, seq }: Of<'question/voted'>) {
    const known = questionNumbered(slice, number)
    if (!known || hasVoted(slice, number, by) === on) return slice
    const next = {
      ...slice,
      votes: slice.votes.set(voteKey(number, by), on ? 1 : 0),
      people: slice.people.set(by, withVote(personOf(slice, by), number, on)),
    }
    return put(next, number, { ...known, votes: known.votes + (on ? 1 : -1) }, seq)
  },
  'question/withdrawn': removed,
  'question/deleted': removed,
  'question/shown': (slice: Questions, { event, seq }: Of<'question/shown'>) =>
    edited(slice, event.question, { state: event.shown ? 'shown' : 'hidden' }, seq),
  'question/answered': (slice: Questions, { event, seq }: Of<'question/answered'>) =>
    edited(slice, event.question, { answered: event.answered }, seq),
  'question/replied': (slice: Questions, { event, seq }: Of<'question/replied'>) =>
    edited(slice, event.question, { reply: event.text }, seq),
  'question/tagged': (slice: Questions, { event, seq }: Of<'question/tagged'>) =>
    edited(slice, event.question, { tags: event.tags }, seq),
  'question/mode-set': (slice: Questions, { event: { mode }, seq }: Of<'question/mode-set'>): Questions => ({
    ...slice,
    mode,
    settingsSeq: seq,
  }),
  'question/tags-set': (slice: Questions, { event: { tags }, seq }: Of<'question/tags-set'>): Questions => ({
    ...slice,
    tags,
    settingsSeq: seq,
  }),
  // Nobody else is shown under the name of a paired browser, in earlier questions either.
  'chat/named': (slice: Questions, { event: { name, paired }, by, seq }: Heard<'chat/named'>) =>
    paired ? withSpeaker(slice, by, name, seq) : slice,
  /** The author's name is removed from their questions too. */
  'chat/name-reset'(slice: Questions, { event, seq }: Heard<'chat/name-reset'>, before: { chat: Chat }) {
    const actor = authorNumbered(before.chat, event.author)?.actor
    if (actor === undefined) return slice
    return personOf(slice, actor).asked.reduce(
      (now, number) => (questionNumbered(now, number)?.name ? edited(now, number, { name: '' }, seq) : now),
      withSpeaker(slice, actor, undefined, seq),
    )
  },
}

function removed(slice: Questions, { event, seq }: Of<'question/withdrawn' | 'question/deleted'>): Questions {
  return edited(slice, event.question, { state: 'gone', text: '', name: '', reply: '', tags: [] }, seq)
}

/** Browsers need the changed question whole. */
function edited(slice: Questions, number: number, change: Partial<Question>, seq: number): Questions {
  const known = questionNumbered(slice, number)
  if (!known) return slice
  const next = put(slice, number, { ...known, ...change, seq }, seq)
  if (known.state !== 'held' || change.state === undefined) return next
  const person = personOf(next, known.by)
  const still: Person = { ...person, held: person.held.filter(({ id }) => id !== number) }
  return {
    ...next,
    people: next.people.set(known.by, still),
    held: next.held.filter((each) => each !== number),
  }
}

function put(slice: Questions, number: number, changed: Question, seq: number): Questions {
  let items = slice.items.with(number - 1, changed)
  let changes = slice.changes.push({ seq, question: number })
  const { top, floor } = placed({ ...slice, items }, number)
  // A browser that came before may not have a question that was not among the most wanted.
  for (const entered of top.filter((each) => !slice.top.includes(each))) {
    const listed = items.at(entered - 1)
    if (!listed) continue
    items = items.with(entered - 1, { ...listed, seq })
    if (entered !== number) changes = changes.push({ seq, question: entered })
  }
  return { ...slice, items, changes: changes.keep(MAX_CHANGES), top, floor }
}

function withSpeaker(slice: Questions, actor: ActorId, name: string | undefined, seq: number): Questions {
  if (slice.speakers[actor] === name) return slice
  const { [actor]: _, ...others } = slice.speakers
  return { ...slice, speakers: name === undefined ? others : { ...others, [actor]: name }, settingsSeq: seq }
}
