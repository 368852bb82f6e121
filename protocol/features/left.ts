/** The slide that a deck change has just removed, so that the talk can go back to it when it returns. */
import { feature, type EntryOf } from '../feature.ts'
import { followOutline, NOT_LEFT, type Followed, type Left } from './position.ts'
import type { Outlined } from './talk.ts'

export const left = feature({
  empty: NOT_LEFT,
  intents: {},
  events: {},
  whenUnsaved: 'wait',
  delivery: 'at-once',
  to: [],
  core: false,
  decide: () => [],
  evolve: {
    'talk/outlined': (_: Left, entry: EntryOf<Outlined>, before: Followed) =>
      followOutline(before, entry).left,
  },
  view: () => null,
})
