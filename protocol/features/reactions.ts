/** How often the audience reacted on each slide. Single reactions are signals; the server counts them into the log. */
import * as v from 'valibot'
import { feature, type EventOf, type Events } from '../feature.ts'
import { HashMap } from '../persistent/hash-map.ts'
import { MAX_REACTION_LENGTH, MAX_REACTIONS } from '../reactions.ts'
import type { ReportPart } from '../report/table.ts'
import { MODERATORS } from '../role.ts'

/** By kind. */
export type ReactionCounts = Readonly<Record<string, number>>

export interface Reactions {
  /** By the id of the slide that showed. */
  totals: HashMap<ReactionCounts>
}

const NO_REACTIONS: Reactions = { totals: HashMap.of() }

/** The slides that one entry counts. A talk that jumps further in a few seconds counts the rest in the next entry. */
export const MAX_COUNTED_SLIDES = 20
/** A deck that changes may bring other kinds to the same slide; further ones are not counted. */
const MAX_KINDS = 4 * MAX_REACTIONS

const count = v.pipe(v.number(), v.integer(), v.minValue(1))
const kindSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_REACTION_LENGTH))
const slides = v.pipe(
  v.array(v.object({ slide: v.string(), counts: v.record(kindSchema, count) })),
  v.maxLength(MAX_COUNTED_SLIDES),
)

const events = { 'reactions/counted': { slides } } satisfies Events
type ReactionsEvent = EventOf<typeof events>

export const reactions = feature({
  empty: NO_REACTIONS,
  // Only the server sends it.
  intents: { 'reactions/count': { who: [], fields: { slides: v.pipe(slides, v.minLength(1)) } } },
  events,
  whenUnsaved: 'wait',
  delivery: 'in-ticks',
  to: MODERATORS,
  core: false,
  decide: (_state: object, intent): ReactionsEvent[] => [
    { type: 'reactions/counted', slides: intent.slides },
  ],
  evolve: {
    'reactions/counted': ({ totals }, { event }) => ({
      totals: event.slides.reduce(
        (all, { slide, counts }) => all.set(slide, sum(all.get(slide), counts)),
        totals,
      ),
    }),
  },
  /** By slide id, then by kind. */
  view: ({ totals }): Readonly<Record<string, ReactionCounts>> => Object.fromEntries(totals),
  report: ({ totals }) => reportReactions(new Map(totals)),
})

/** A column for each kind that occurred, the most frequent first. */
function reportReactions(totals: ReadonlyMap<string, ReactionCounts>): ReportPart {
  const all = [...totals.values()].reduce<ReactionCounts>((before, counts) => sum(before, counts), {})
  const kinds = Object.entries(all).toSorted(([, a], [, b]) => b - a)
  return {
    figures: [{ name: 'reactions', value: kinds.reduce((before, [, times]) => before + times, 0) }],
    slides: {
      columns: kinds.map(([kind]) => ({ key: kind, kind: 'count' })),
      cells: (slide) => kinds.map(([kind]) => totals.get(slide)?.[kind] ?? 0),
    },
  }
}

function sum(before: ReactionCounts = {}, added: ReactionCounts): ReactionCounts {
  const all = new Map(Object.entries(before))
  for (const [kind, more] of Object.entries(added))
    if (all.has(kind) || all.size < MAX_KINDS) all.set(kind, (all.get(kind) ?? 0) + more)
  return Object.fromEntries(all)
}
