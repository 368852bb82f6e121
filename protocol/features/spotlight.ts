/** What the stage shows full-size above the slide: one question, poll or leaderboard. */
import * as v from 'valibot'
import { feature, type EventOf, type Events, type IntentOf, type Intents } from '../feature.ts'
import { MODERATORS, ROLES } from '../role.ts'

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

export const spotlight = feature({
  empty: NO_SPOTLIGHT,
  intents,
  events,
  whenUnsaved: 'go-on',
  delivery: 'at-once',
  to: ROLES,
  // Only stages and moderators show it, so that a newcomer of the audience costs no more.
  core: false,
  decide: ({ spotlight: { item } }: { spotlight: Spotlight }, intent) => decideSpotlight(item, intent),
  evolve: {
    'spotlight/shown': (_, { event: { kind, item: id } }) => ({ item: { kind, id } }),
    'spotlight/cleared': () => NO_SPOTLIGHT,
    // A speaker who taps next wants the next slide to be visible.
    'position/moved': (slice: Spotlight) => (slice.item ? NO_SPOTLIGHT : slice),
  },
  view: (slice) => slice,
})

/** An intent whose effect is already there is accepted and changes nothing. */
function decideSpotlight(shown: SpotlightItem | null, intent: SpotlightIntent): SpotlightEvent[] {
  if (intent.type === 'spotlight/clear') return shown ? [{ type: 'spotlight/cleared' }] : []
  const { kind, item } = intent
  return inSpotlight(shown, kind, item) ? [] : [{ type: 'spotlight/shown', kind, item }]
}

/** Whether the stage shows this one. */
function inSpotlight(shown: SpotlightItem | null, kind: SpotlightItem['kind'], id: string): boolean {
  return shown?.kind === kind && shown.id === id
}
