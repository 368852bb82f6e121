/** How many browsers follow the talk over time: a number about once a minute, for the report after it. */
import * as v from 'valibot'
import { feature, type EventOf, type Events } from '../feature.ts'
import { List } from '../persistent/list.ts'
import type { ReportPart } from '../report/table.ts'

/** Between two counts, at least. */
export const PRESENCE_EVERY_MS = 60_000
/** Several nodes count the same room. Only the first is kept. */
const APART_MS = PRESENCE_EVERY_MS / 2
/** The counts of more than a day. */
const MOST_COUNTS = 2000

export interface Presence {
  counts: List<{ at: number; audience: number }>
}

const NOT_COUNTED: Presence = { counts: List.of() }

const audience = v.pipe(v.number(), v.integer(), v.minValue(0))
const events = { 'presence/counted': { audience } } satisfies Events
type PresenceEvent = EventOf<typeof events>

export const presence = feature({
  empty: NOT_COUNTED,
  // Only the server sends it.
  intents: { 'presence/count': { who: [], fields: { audience } } },
  events,
  whenUnsaved: 'wait',
  delivery: 'in-ticks',
  to: [],
  core: false,
  decide({ presence: { counts } }: { presence: Presence }, intent, _who, now): PresenceEvent[] {
    const last = counts.at(-1)
    const isKnown =
      last !== undefined && (last.audience === intent.audience || Math.abs(now - last.at) < APART_MS)
    return isKnown ? [] : [{ type: 'presence/counted', audience: intent.audience }]
  },
  evolve: {
    'presence/counted': ({ counts }, { event, at }) => ({
      counts: counts.push({ at, audience: event.audience }).keep(MOST_COUNTS),
    }),
  },
  view: () => null,
  report: ({ counts }): ReportPart => ({
    figures: [
      {
        name: 'followers',
        value: [...counts].reduce((most, each) => Math.max(most, each.audience), 0),
      },
    ],
    tables: [
      {
        name: 'presence',
        order: 1,
        columns: [
          { key: 'at', kind: 'time' },
          { key: 'followers', kind: 'count' },
        ],
        rows: Array.from(counts, ({ at, audience: followers }) => [at, followers]),
        chart: 'line',
      },
    ],
  }),
})
