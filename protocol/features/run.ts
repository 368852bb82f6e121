/**
 * The run that a log belongs to. Each run has its own log, so its number is the first thing that the log says, with the
 * plan that the rehearsals before have made.
 */
import * as v from 'valibot'
import { feature, type EventOf, type Events, type IntentOf, type Intents } from '../feature.ts'
import type { Rehearsed } from '../plan.ts'

export interface Run {
  /** 1, 2, 3 …; the first run of a talk does not say its number. */
  number: number
  /** The speaker wants a new run: this one accepts nothing more, and the server begins the next one. */
  closed: boolean
  /** It was given to a simulated room. */
  rehearsal: boolean
  /** The times of the rehearsals before this run. */
  plan: Rehearsed
  /** The times with those of this rehearsal: the plan of the next run; null until it has ended. */
  measured: Rehearsed | null
}

const FIRST: Run = { number: 1, closed: false, rehearsal: false, plan: [], measured: null }

const number = v.pipe(v.number(), v.integer(), v.minValue(1))
const ms = v.pipe(v.number(), v.integer(), v.minValue(0))
/** Not a record by slide, because a slide may be called `constructor`. */
const rehearsed = v.array(v.object({ slide: v.string(), ms }))

const intents = {
  // With the number, so that an intent that is sent again does not close the new run, too.
  'run/close': { who: ['presenter'], fields: { run: number } },
  // Only the server sends these.
  'run/rehearse': { who: [], fields: {} },
  'run/measure': { who: [], fields: { run: number, slides: rehearsed } },
} satisfies Intents

const events = {
  'run/begun': { run: number, plan: v.exactOptional(rehearsed) },
  'run/closed': {},
  'run/rehearsal-begun': {},
  'run/measured': { run: number, slides: rehearsed },
} satisfies Events
export type RunEvent = EventOf<typeof events>

export const run = feature({
  empty: FIRST,
  intents,
  events,
  whenUnsaved: 'wait',
  delivery: 'at-once',
  to: ['presenter'],
  core: true,
  decide: ({ run: now }: { run: Run }, intent) => decideRun(now, intent),
  evolve: {
    'run/begun': (_, { event }) => ({ ...FIRST, number: event.run, plan: event.plan ?? [] }),
    'run/closed': (slice) => ({ ...slice, closed: true }),
    'run/rehearsal-begun': (slice) => ({ ...slice, rehearsal: true }),
    // An earlier rehearsal is a plan at once. This one is compared with the plan that it began with.
    'run/measured': (slice, { event }) =>
      event.run === slice.number ? { ...slice, measured: event.slides } : { ...slice, plan: event.slides },
  },
  view: ({ number: now, rehearsal, plan }) => ({ number: now, rehearsal, plan }),
})

function decideRun(now: Run, intent: IntentOf<typeof intents>): RunEvent[] {
  switch (intent.type) {
    case 'run/close':
      return intent.run === now.number ? [{ type: 'run/closed' }] : []
    case 'run/rehearse':
      return now.rehearsal ? [] : [{ type: 'run/rehearsal-begun' }]
    case 'run/measure':
      return [{ type: 'run/measured', run: intent.run, slides: intent.slides }]
  }
}
