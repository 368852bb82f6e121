/** The run that a log belongs to. Each run has its own log, so its number is the first thing that the log says. */
import * as v from 'valibot'
import { feature, type EventOf, type Events } from '../feature.ts'

export interface Run {
  /** 1, 2, 3 …; the first run of a talk does not say its number. */
  number: number
  /** The speaker wants a new run: this one accepts nothing more, and the server begins the next one. */
  closed: boolean
}

const FIRST: Run = { number: 1, closed: false }

const number = v.pipe(v.number(), v.integer(), v.minValue(1))

const events = { 'run/begun': { run: number }, 'run/closed': {} } satisfies Events

export const run = feature({
  empty: FIRST,
  // With the number, so that an intent that is sent again does not close the new run, too.
  intents: { 'run/close': { who: ['presenter'], fields: { run: number } } },
  events,
  whenUnsaved: 'wait',
  delivery: 'at-once',
  to: ['presenter'],
  core: true,
  decide: ({ run: now }: { run: Run }, intent): EventOf<typeof events>[] =>
    intent.run === now.number ? [{ type: 'run/closed' }] : [],
  evolve: {
    'run/begun': (_, { event }) => ({ number: event.run, closed: false }),
    'run/closed': (slice) => ({ ...slice, closed: true }),
  },
  view: ({ number: now }) => ({ number: now }),
})
