/** Which poll accepts votes now, for the bar of the audience's page: unlike the polls, it is sent to everybody at once. */
import { feature, type EntryOf } from '../feature.ts'
import { poll, type PollEvent, type PollReads } from './poll.ts'
import type { Polls } from './poll-slice.ts'
import type { PositionEvent } from './position.ts'

export interface OpenPoll {
  /** The one that was opened last; null while none is open. */
  poll: string | null
}

type PollEntry<T extends PollEvent['type']> = EntryOf<Extract<PollEvent, { type: T }>>

const NONE: OpenPoll = { poll: null }
const { evolve } = poll

export const openPoll = feature({
  empty: NONE,
  intents: {},
  events: {},
  whenUnsaved: 'wait',
  delivery: 'at-once',
  to: ['audience'],
  core: true,
  decide: () => [],
  // The polls after the entry, as their own fold makes them. A vote opens and closes nothing.
  evolve: {
    'poll/created': (slice: OpenPoll, entry: PollEntry<'poll/created'>, before: PollReads) =>
      after(slice, evolve['poll/created'](before.poll, entry, before)),
    'poll/opened': (slice: OpenPoll, entry: PollEntry<'poll/opened'>, before: PollReads) =>
      after(slice, evolve['poll/opened'](before.poll, entry, before)),
    'poll/closed': (slice: OpenPoll, entry: PollEntry<'poll/closed'>, before: PollReads) =>
      after(slice, evolve['poll/closed'](before.poll, entry, before)),
    'poll/repeated': (slice: OpenPoll, entry: PollEntry<'poll/repeated'>, before: PollReads) =>
      after(slice, evolve['poll/repeated'](before.poll, entry, before)),
    'position/moved': (slice: OpenPoll, entry: EntryOf<PositionEvent>, before: PollReads) =>
      after(slice, evolve['position/moved'](before.poll, entry, before)),
    'talk/ended': (slice: OpenPoll, entry: EntryOf<{ type: 'talk/ended' }>, before: PollReads) =>
      after(slice, evolve['talk/ended'](before.poll, entry)),
  },
  view: (slice) => slice,
})

function after(slice: OpenPoll, { polls }: Polls): OpenPoll {
  const open = polls.filter((each) => each.open)
  const newest = open.toSorted((a, b) => b.openedAt - a.openedAt)[0]?.id ?? null
  return newest === slice.poll ? slice : { poll: newest }
}
