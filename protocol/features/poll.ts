/** The polls of a talk: written in the deck or made on the phone, answered by the audience, one vote each. */
import * as v from 'valibot'
import type { Outline } from '../deck.ts'
import { feature, type EntryOf, type EventOf, type Events, type IntentOf, type Intents } from '../feature.ts'
import { refusal, type Refusal } from '../refusal.ts'
import { MODERATORS, ROLES, type Who } from '../role.ts'
import { isMuted, type People } from './people.ts'
import { askedSchema, readAsked, RESULTS } from './poll-asked.ts'
import { MAX_OPTIONS } from './poll-limits.ts'
import { pollsOf, stepsBetween } from './poll-deck.ts'
import { addPoll, changePoll, hideItem, openPoll, putVote, repeatPoll, resetPoll } from './poll-fold.ts'
import { HANDMADE_KINDS } from './poll-kinds.ts'
import { reportPolls } from './poll-report.ts'
import { castOf, itemKey, NO_POLLS, pollNamed, type Poll, type Polls } from './poll-slice.ts'
import { pollChanges, viewPolls } from './poll-view.ts'
import { sameVote, validVote, voteSchema, wordKey, type Vote } from './poll-vote.ts'
import { type PositionEvent } from './position.ts'
import { samePosition, slideIndex, type Position } from '../position.ts'

const pollId = v.pipe(v.string(), v.minLength(1), v.maxLength(100))
const typed = (most: number) => v.pipe(v.string(), v.maxLength(most))
const ballot = v.pipe(v.number(), v.integer(), v.minValue(0))
const item = v.union([v.pipe(v.number(), v.integer(), v.minValue(1)), v.pipe(v.string(), v.maxLength(200))])

const one = { who: MODERATORS, fields: { poll: pollId } }
const intents = {
  'poll/create': {
    who: MODERATORS,
    fields: {
      kind: v.picklist(HANDMADE_KINDS),
      question: typed(1000),
      options: v.pipe(v.array(typed(500)), v.maxLength(MAX_OPTIONS)),
      results: v.picklist(RESULTS),
      /** The attributes that a deck would write, such as `min` and `unit`. */
      settings: v.optional(v.pipe(v.record(typed(20), typed(200)), v.maxEntries(8))),
      open: v.boolean(),
    },
  },
  'poll/open': one,
  'poll/close': one,
  /** Shows the results to the room. */
  'poll/reveal': one,
  'poll/hide': one,
  /** Removes all votes. */
  'poll/reset': one,
  /** Starts another round. */
  'poll/again': one,
  /** `ballot` is the one that the participant saw: a vote for an earlier one is not counted in another. */
  'poll/vote': { who: ['audience'], fields: { poll: pollId, ballot, vote: voteSchema } },
  /** `item` is the number of an open answer, or a word. */
  'poll/hide-answer': { who: MODERATORS, fields: { poll: pollId, item, hidden: v.boolean() } },
} satisfies Intents
type PollIntent = IntentOf<typeof intents>

const named = { poll: v.string() }
const events = {
  'poll/created': { asked: askedSchema, open: v.boolean() },
  /** With `asked` it is a poll of the deck that was not opened before in this form. */
  'poll/opened': { ...named, asked: v.exactOptional(askedSchema) },
  'poll/closed': named,
  'poll/revealed': named,
  'poll/hidden': named,
  'poll/cleared': named,
  'poll/repeated': named,
  'poll/voted': { ...named, vote: voteSchema },
  'poll/answer-hidden': { ...named, item, hidden: v.boolean() },
} satisfies Events
export type PollEvent = EventOf<typeof events>

export interface PollReads {
  poll: Polls
  position: Position
  talk: { outline: Outline }
  people: Pick<People, 'muted'>
}

export const poll = feature({
  empty: NO_POLLS,
  intents,
  events,
  whenUnsaved: 'wait',
  delivery: 'in-ticks',
  to: ROLES,
  core: false,
  decide: (state: PollReads, intent, who) => decidePoll(state.poll, state.talk.outline, intent, who),
  evolve: {
    'poll/created': (slice, { event: { asked, open }, seq }) =>
      addPoll(slice, `${HANDMADE}${seq}`, asked, open, seq),
    'poll/opened': (slice, { event: { poll: id, asked }, seq }) =>
      asked ? addPoll(slice, id, asked, true, seq) : openPoll(slice, id, seq),
    'poll/closed': (slice, { event, seq }) => changePoll(slice, event.poll, seq, { open: false }),
    'poll/revealed': (slice, { event, seq }) => changePoll(slice, event.poll, seq, { shown: true }),
    'poll/hidden': (slice, { event, seq }) => changePoll(slice, event.poll, seq, { shown: false }),
    'poll/cleared': (slice, { event, seq }) => resetPoll(slice, event.poll, seq),
    'poll/repeated': (slice, { event, seq }) => repeatPoll(slice, event.poll, seq),
    'poll/voted': (slice, { event: { poll: id, vote }, by, seq }, { people }) =>
      putVote(slice, { id, vote, actor: by, muted: isMuted(people, by) }, seq),
    'poll/answer-hidden': (slice, { event, seq }) => hideItem(slice, event, seq),
    'position/moved': (slice: Polls, entry: EntryOf<PositionEvent>, before: PollReads) =>
      followMove(slice, entry, before),
    'talk/ended': (slice: Polls, { seq }: EntryOf<{ type: 'talk/ended' }>) =>
      slice.polls.reduce((now, each) => changePoll(now, each.id, seq, { open: false }), slice),
  },
  view: viewPolls,
  changes: pollChanges,
  /** The votes of this participant, by poll; a vote of another ballot than the poll's counts no more. */
  own: ({ votes }, actor) => votes.get(actor),
  report: reportPolls,
})

/** Starts the id of a poll that was made on the phone; no id of a deck contains a colon. */
const HANDMADE = 'made:'

/** The polls of the current slide follow its steps. A `path` closes when the talk leaves its slide. */
function followMove(
  slice: Polls,
  { event, seq }: EntryOf<PositionEvent>,
  { position, talk }: PollReads,
): Polls {
  const slide = talk.outline[slideIndex(talk.outline, position)]
  if (!slide || samePosition(event, position)) return slice
  if (event.h === position.h && event.v === position.v) {
    return stepsBetween(slide, position.f, event.f).reduce((now, { poll: { id, asked }, action, undo }) => {
      if (action === 'reveal') {
        return changePoll(now, id, seq, { shown: !undo || asked.results === 'live' })
      }
      const opens = (action === 'open') !== undo
      if (!opens) return changePoll(now, id, seq, { open: false })
      return hasChanged(pollNamed(now, id), asked)
        ? addPoll(now, id, asked, true, seq)
        : openPoll(now, id, seq)
    }, slice)
  }
  const left = pollsOf([slide]).filter(({ asked }) => asked.kind === 'path')
  return left.reduce((now, { id }) => changePoll(now, id, seq, { open: false }), slice)
}

/** A poll whose text has changed in the deck starts anew: its votes were about something else. */
function hasChanged(known: Poll | undefined, asked: Poll['asked']): boolean {
  return JSON.stringify(known?.asked) !== JSON.stringify(asked)
}

function decidePoll(slice: Polls, outline: Outline, intent: PollIntent, who: Who): PollEvent[] | Refusal {
  if (intent.type === 'poll/create') return decideCreate(intent)
  const known = pollNamed(slice, intent.poll)
  if (intent.type === 'poll/open') return decideOpen(known, intent.poll, outline)
  if (!known) return refusal('no-such-item')
  const { id } = known
  switch (intent.type) {
    case 'poll/close':
      return known.open ? [{ type: 'poll/closed', poll: id }] : []
    case 'poll/reveal':
      return known.shown ? [] : [{ type: 'poll/revealed', poll: id }]
    case 'poll/hide':
      return known.shown ? [{ type: 'poll/hidden', poll: id }] : []
    case 'poll/reset':
      return [{ type: 'poll/cleared', poll: id }]
    case 'poll/again':
      return [{ type: 'poll/repeated', poll: id }]
    case 'poll/vote':
      return decideVote(slice, known, intent, who)
    case 'poll/hide-answer': {
      const key = itemKey(known, typeof intent.item === 'number' ? intent.item : wordKey(intent.item))
      const found = typeof intent.item === 'number' ? slice.answers.get(key) : slice.words.get(key)
      if (!found) return refusal('no-such-item')
      const { item: which, hidden } = intent
      return found.hidden === hidden ? [] : [{ type: 'poll/answer-hidden', poll: id, item: which, hidden }]
    }
  }
}

function decideCreate({
  kind,
  question,
  options,
  results,
  settings = {},
  open,
}: Extract<PollIntent, { type: 'poll/create' }>): PollEvent[] | Refusal {
  const asked = readAsked({ attributes: { ...settings, kind, results }, text: question, items: options })
  return typeof asked === 'string' ? refusal('malformed') : [{ type: 'poll/created', asked, open }]
}

function decideOpen(known: Poll | undefined, id: string, outline: Outline): PollEvent[] | Refusal {
  const inDeck = pollsOf(outline).find((each) => each.id === id)
  if (!known && !inDeck) return refusal('no-such-item')
  if (known?.open) return []
  if (inDeck && hasChanged(known, inDeck.asked))
    return [{ type: 'poll/opened', poll: id, asked: inDeck.asked }]
  return [{ type: 'poll/opened', poll: id }]
}

function decideVote(
  slice: Polls,
  known: Poll,
  { ballot: seen, vote: sent }: { ballot: number; vote: Vote },
  who: Who,
): PollEvent[] | Refusal {
  // Without a cookie one person would count as many.
  if (who.passing) return refusal('no-cookie')
  if (!known.open || known.ballot !== seen) return refusal('closed')
  const vote = validVote(known.asked, sent)
  if (!vote) return refusal('malformed')
  const before = castOf(slice, known, who.id)
  return before && sameVote(before.vote, vote) ? [] : [{ type: 'poll/voted', poll: known.id, vote }]
}
