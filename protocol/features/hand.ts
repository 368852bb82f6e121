/** Hands that are up on this slide. The smallest feature there is: `docs/adding-a-feature.md` walks through it. */
import { feature, type EntryOf, type EventOf, type Events } from '../feature.ts'
import { HashMap } from '../persistent/hash-map.ts'
import { refusal, type Refusal } from '../refusal.ts'
import type { Position, PositionEvent } from './position.ts'

interface Hands {
  /** Whose hand is up: it stays on the server. */
  up: HashMap<true>
}

const NO_HANDS: Hands = { up: HashMap.of() }

const events = { 'hand/raised': {} } satisfies Events
type HandEvent = EventOf<typeof events>

export const hand = feature({
  empty: NO_HANDS,
  intents: { 'hand/raise': { who: ['audience'], fields: {} } },
  events,
  whenUnsaved: 'wait',
  delivery: 'in-ticks',
  decide({ hand: { up } }: { hand: Hands }, _intent, { id, passing }): HandEvent[] | Refusal {
    // Without a cookie one person would be many.
    if (passing) return refusal('no-cookie')
    return up.has(id) ? [] : [{ type: 'hand/raised' }]
  },
  evolve: {
    'hand/raised': ({ up }, { by }) => ({ up: up.set(by, true) }),
    // The next slide has the next question; its steps leave the hands up.
    'position/moved'(slice: Hands, { event }: EntryOf<PositionEvent>, before: { position: Position }) {
      const stays = event.h === before.position.h && event.v === before.position.v
      return stays || slice.up.size === 0 ? slice : NO_HANDS
    },
  },
  view: ({ up }) => ({ count: up.size }),
})
