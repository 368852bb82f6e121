/** What covers the slides on every screen: black, or the overlay that shows how to join. */
import * as v from 'valibot'
import { feature, type EventOf, type Events, type IntentOf, type Intents } from '../feature.ts'
import { DRIVERS, ROLES } from '../role.ts'

export interface Screen {
  /** Every screen is black. */
  blanked: boolean
  /** The stage shows the address of the talk and its QR code. */
  join: boolean
}

const UNCOVERED: Screen = { blanked: false, join: false }

const intents = {
  'screen/blank': { who: DRIVERS, fields: { blanked: v.boolean() } },
  'screen/join': { who: DRIVERS, fields: { shown: v.boolean() } },
} satisfies Intents
type ScreenIntent = IntentOf<typeof intents>

const events = {
  'screen/blanked': { blanked: v.boolean() },
  'screen/join-shown': { shown: v.boolean() },
} satisfies Events
type ScreenEvent = EventOf<typeof events>

export const screen = feature({
  empty: UNCOVERED,
  intents,
  events,
  whenUnsaved: 'go-on',
  delivery: 'at-once',
  to: ROLES,
  core: true,
  decide: ({ screen: now }: { screen: Screen }, intent) => decideScreen(now, intent),
  evolve: {
    'screen/blanked': (slice, { event: { blanked } }) => ({ ...slice, blanked }),
    'screen/join-shown': (slice, { event: { shown } }) => ({ ...slice, join: shown }),
    // A move shows the slides again: a speaker who taps next wants the next slide to be visible.
    'position/moved': (slice: Screen) => (slice.blanked || slice.join ? UNCOVERED : slice),
  },
  view: (slice) => slice,
})

/** An intent whose effect is already there is accepted and changes nothing. */
function decideScreen({ blanked, join }: Screen, intent: ScreenIntent): ScreenEvent[] {
  if (intent.type === 'screen/blank')
    return blanked === intent.blanked ? [] : [{ type: 'screen/blanked', blanked: intent.blanked }]
  return join === intent.shown ? [] : [{ type: 'screen/join-shown', shown: intent.shown }]
}
