/** Hands that are up. The smallest feature, explained in `docs/adding-a-feature.md`. */
import type { Outline } from '../deck.ts'
import { feature, type EntryOf, type EventOf, type Events } from '../feature.ts'
import { HashMap } from '../persistent/hash-map.ts'
import { slideHas } from '../outline.ts'
import { refusal, type Refusal } from '../refusal.ts'
import { MODERATORS, ROLES } from '../role.ts'
import { type PositionEvent } from './position.ts'
import { slideIndex, type Position } from '../position.ts'

export interface Hands {
  /** The participants who have raised a hand; false after it was lowered. They stay on the server. */
  up: HashMap<boolean>
  count: number
}

const NO_HANDS: Hands = { up: HashMap.of(), count: 0 }

const events = { 'hand/raised': {}, 'hand/lowered': {}, 'hand/all-lowered': {} } satisfies Events
type HandEvent = EventOf<typeof events>

export interface Reads {
  hand: Hands
  position: Position
  talk: { outline: Outline }
}

/** Whether the slide at this position asks for raised hands. */
function hasLiveHand({ talk: { outline } }: Omit<Reads, 'hand'>, at: Position): boolean {
  return slideHas(outline[slideIndex(outline, at)], 'live-hand')
}

export const hand = feature({
  empty: NO_HANDS,
  intents: {
    'hand/raise': { who: ['audience'], fields: {} },
    'hand/lower': { who: ['audience'], fields: {} },
    'hand/lower-all': { who: MODERATORS, fields: {} },
  },
  events,
  whenUnsaved: 'wait',
  delivery: 'in-ticks',
  to: ROLES,
  core: false,
  decide({ hand: { up, count } }: Reads, { type }, { id, passing }): HandEvent[] | Refusal {
    if (type === 'hand/lower-all') return count === 0 ? [] : [{ type: 'hand/all-lowered' }]
    // Without a cookie one person would count as many.
    if (passing) return refusal('no-cookie')
    const isUp = up.get(id) ?? false
    if (type === 'hand/raise') return isUp ? [] : [{ type: 'hand/raised' }]
    return isUp ? [{ type: 'hand/lowered' }] : []
  },
  evolve: {
    'hand/raised': ({ up, count }, { by }) => ({ up: up.set(by, true), count: count + 1 }),
    'hand/lowered': ({ up, count }, { by }) => ({ up: up.set(by, false), count: count - 1 }),
    'hand/all-lowered': () => NO_HANDS,
    // A slide with the element asks a question of its own. Other slides keep the hands up.
    'position/moved'(slice: Hands, { event }: EntryOf<PositionEvent>, before: Omit<Reads, 'hand'>) {
      const stays = event.h === before.position.h && event.v === before.position.v
      const asks = hasLiveHand(before, before.position) || hasLiveHand(before, event)
      return stays || !asks || slice.count === 0 ? slice : NO_HANDS
    },
  },
  view: ({ count }) => ({ count }),
  /** Whether this participant's hand is up. */
  own: ({ up }, actor) => up.get(actor) || undefined,
})
