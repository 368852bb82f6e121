/** Hands that are up on this slide. The smallest feature, explained in `docs/adding-a-feature.md`. */
import type { Outline } from '../deck.ts'
import { feature, type EntryOf, type EventOf, type Events } from '../feature.ts'
import { HashMap } from '../persistent/hash-map.ts'
import { refusal, type Refusal } from '../refusal.ts'
import { ROLES } from '../role.ts'
import { slideIndex, type Position, type PositionEvent } from './position.ts'

interface Hands {
  /** The participants whose hands are up. They stay on the server. */
  up: HashMap<true>
}

const NO_HANDS: Hands = { up: HashMap.of() }

const events = { 'hand/raised': {} } satisfies Events
type HandEvent = EventOf<typeof events>

interface Reads {
  hand: Hands
  position: Position
  talk: { outline: Outline }
}

/** Hands can be raised only while the current slide contains the element. */
function hasLiveHand({ position, talk: { outline } }: Reads): boolean {
  const slide = outline[slideIndex(outline, position)]
  return slide?.elements?.some(({ name }) => name === 'live-hand') ?? false
}

export const hand = feature({
  empty: NO_HANDS,
  intents: { 'hand/raise': { who: ['audience'], fields: {} } },
  events,
  whenUnsaved: 'wait',
  delivery: 'in-ticks',
  to: ROLES,
  core: false,
  decide(state: Reads, _intent, { id, passing }): HandEvent[] | Refusal {
    // Without a cookie one person would count as many.
    if (passing) return refusal('no-cookie')
    if (!hasLiveHand(state)) return refusal('moved-on')
    return state.hand.up.has(id) ? [] : [{ type: 'hand/raised' }]
  },
  evolve: {
    'hand/raised': ({ up }, { by }) => ({ up: up.set(by, true) }),
    // The next slide asks another question. Steps of the same slide keep the hands up.
    'position/moved'(slice: Hands, { event }: EntryOf<PositionEvent>, before: { position: Position }) {
      const stays = event.h === before.position.h && event.v === before.position.v
      return stays || slice.up.size === 0 ? slice : NO_HANDS
    },
  },
  view: ({ up }) => ({ count: up.size }),
  /** Whether this participant's hand is up. */
  own: ({ up }, actor) => up.get(actor),
})
