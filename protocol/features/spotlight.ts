/** What the stage shows full-size above the slide: one question, poll or leaderboard. */
import * as v from 'valibot'
import { feature, type EntryOf, type EventOf, type Events, type IntentOf, type Intents } from '../feature.ts'
import { refusal, type Refusal } from '../refusal.ts'
import { MODERATORS, ROLES } from '../role.ts'
import type { QuestionEvent } from './questions-fold.ts'
import { questionNumbered, type Questions } from './questions-slice.ts'

const SPOTLIGHT_KINDS = ['question', 'poll', 'leaderboard'] as const

interface SpotlightItem {
  kind: (typeof SPOTLIGHT_KINDS)[number]
  /** What the feature of that kind calls it: a question's number, a poll's or a quiz's id. */
  id: string
}

export interface Spotlight {
  /** Null while the stage shows only the slide. */
  item: SpotlightItem | null
}

const NO_SPOTLIGHT: Spotlight = { item: null }

/** `item` is the id of the item, because every intent has an `id` of its own. */
const fields = { kind: v.picklist(SPOTLIGHT_KINDS), item: v.pipe(v.string(), v.regex(/^[\w.:-]{1,80}$/)) }

const intents = {
  'spotlight/show': { who: MODERATORS, fields },
  'spotlight/clear': { who: MODERATORS, fields: {} },
} satisfies Intents
type SpotlightIntent = IntentOf<typeof intents>

const events = { 'spotlight/shown': fields, 'spotlight/cleared': {} } satisfies Events
type SpotlightEvent = EventOf<typeof events>

export interface Reads {
  spotlight: Spotlight
  questions: Questions
}
type Heard<T extends QuestionEvent['type']> = EntryOf<Extract<QuestionEvent, { type: T }>>

export const spotlight = feature({
  empty: NO_SPOTLIGHT,
  intents,
  events,
  whenUnsaved: 'go-on',
  delivery: 'at-once',
  to: ROLES,
  // Only stages and moderators show it, so that a newcomer of the audience costs no more.
  core: false,
  decide: ({ spotlight: { item }, questions }: Reads, intent) => decideSpotlight(item, questions, intent),
  evolve: {
    'spotlight/shown': (_, { event: { kind, item: id } }) => ({ item: { kind, id } }),
    'spotlight/cleared': () => NO_SPOTLIGHT,
    // A speaker who taps next wants the next slide to be visible.
    'position/moved': (slice: Spotlight) => (slice.item ? NO_SPOTLIGHT : slice),
    // What a moderator hides, or its author withdraws, disappears from every screen.
    'question/shown': (slice: Spotlight, { event }: Heard<'question/shown'>) =>
      event.shown ? slice : without(slice, event.question),
    'question/withdrawn': (slice: Spotlight, { event }: Heard<'question/withdrawn'>) =>
      without(slice, event.question),
    'question/deleted': (slice: Spotlight, { event }: Heard<'question/deleted'>) =>
      without(slice, event.question),
  },
  view: (slice) => slice,
})

/** An intent whose effect is already there is accepted and changes nothing. */
function decideSpotlight(
  shown: SpotlightItem | null,
  questions: Questions,
  intent: SpotlightIntent,
): SpotlightEvent[] | Refusal {
  if (intent.type === 'spotlight/clear') return shown ? [{ type: 'spotlight/cleared' }] : []
  const { kind, item } = intent
  if (kind === 'question' && !(/^\d+$/.test(item) && isShown(questions, Number(item))))
    return refusal('no-such-item')
  return inSpotlight(shown, kind, item) ? [] : [{ type: 'spotlight/shown', kind, item }]
}

/** Whether the stage shows this one. */
function inSpotlight(shown: SpotlightItem | null, kind: SpotlightItem['kind'], id: string): boolean {
  return shown?.kind === kind && shown.id === id
}

function without(slice: Spotlight, question: number): Spotlight {
  return inSpotlight(slice.item, 'question', String(question)) ? NO_SPOTLIGHT : slice
}

function isShown(questions: Questions, number: number): boolean {
  return questionNumbered(questions, number)?.state === 'shown'
}
