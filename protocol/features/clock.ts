/** The speaker's clock: when the talk first moved or its rehearsal began, and its restart by hand. */
import { feature, type EntryOf } from '../feature.ts'
import type { PositionEvent } from './position.ts'
import type { RunEvent } from './run.ts'

export interface Clock {
  /** Milliseconds since 1970 on the server's clock; null until it starts. */
  startedAt: number | null
}

const NOT_STARTED: Clock = { startedAt: null }

export const clock = feature({
  empty: NOT_STARTED,
  intents: { 'clock/restart': { who: ['presenter'], fields: {} } },
  events: { 'clock/restarted': {} },
  whenUnsaved: 'wait',
  delivery: 'at-once',
  to: ['presenter'],
  core: true,
  decide: () => [{ type: 'clock/restarted' as const }],
  evolve: {
    'clock/restarted': (_, { at }) => ({ startedAt: at }),
    // Nobody waits for the audience of a rehearsal, so that the time on the first slide counts.
    'run/rehearsal-begun': (_: Clock, { at }: EntryOf<RunEvent>) => ({ startedAt: at }),
    // The first move starts the clock; later moves do not change it.
    'position/moved': (slice: Clock, { at }: EntryOf<PositionEvent>) =>
      slice.startedAt === null ? { startedAt: at } : slice,
  },
  view: (slice) => slice,
})
