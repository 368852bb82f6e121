/** The panic switch: while it is on, no screen shows what the audience wrote or chose, and the audience sends nothing. */
import * as v from 'valibot'
import { feature, type EventOf, type Events } from '../feature.ts'
import { MODERATORS, ROLES } from '../role.ts'

export interface Panic {
  on: boolean
}

const OFF: Panic = { on: false }

const events = { 'panic/switched': { on: v.boolean() } } satisfies Events
type PanicEvent = EventOf<typeof events>

export const panic = feature({
  empty: OFF,
  intents: { 'panic/set': { who: MODERATORS, fields: { on: v.boolean() } } },
  events,
  // It must also work while nothing can be stored.
  whenUnsaved: 'go-on',
  delivery: 'at-once',
  to: ROLES,
  core: true,
  /** An intent whose effect is already there is accepted and changes nothing. */
  decide({ panic: now }: { panic: Panic }, { on }): PanicEvent[] {
    return now.on === on ? [] : [{ type: 'panic/switched', on }]
  },
  evolve: { 'panic/switched': (_, { event: { on } }) => ({ on }) },
  view: (slice) => slice,
})
