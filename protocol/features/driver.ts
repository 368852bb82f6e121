/** The driver: one phone at a time holds the talk's lease, and only its moves count. */
import * as v from 'valibot'
import { feature, type EventOf, type Events } from '../feature.ts'
import type { ActorId } from '../ids.ts'
import { refusal, type Refusal } from '../refusal.ts'
import type { Who } from '../role.ts'

export interface Driver {
  /** Null until a phone moves the talk for the first time. */
  device: ActorId | null
  /** Counts the leases: 0 before the first, one more whenever another phone takes over. */
  term: number
}

const events = {
  'driver/taken': {
    device: v.pipe(v.string(), v.maxLength(200)),
    term: v.pipe(v.number(), v.integer(), v.minValue(0)),
  },
} satisfies Events
export type DriverEvent = EventOf<typeof events>

/** What phones may see: a label instead of the id, which is in a cookie. */
export interface DriverView {
  /** The {@link deviceLabel} of the phone that drives; null while none does. */
  label: string | null
  term: number
}

const NOBODY: Driver = { device: null, term: 0 }

export const driver = feature({
  empty: NOBODY,
  intents: { 'driver/take': { who: ['presenter'], fields: {} } },
  events,
  whenUnsaved: 'go-on',
  delivery: 'at-once',
  to: ['presenter'],
  core: true,
  decide: ({ driver: now }: { driver: Driver }, _intent, who) => decideTake(now, who.id),
  evolve: { 'driver/taken': (_, { event: { device, term } }) => ({ device, term }) },
  view: viewDriver,
})

const LABEL_LENGTH = 6

/** The end of a device's id. It distinguishes the few phones of a talk, and is useless without the rest. */
export function deviceLabel(device: ActorId): string {
  return device.slice(-LABEL_LENGTH)
}

/** Taking a lease that the phone already holds is accepted and changes nothing. */
function decideTake({ device, term }: Driver, by: ActorId): DriverEvent[] {
  return device === by ? [] : [{ type: 'driver/taken', device: by, term: term + 1 }]
}

/**
 * What a move needs before it: nothing, a lease that nobody holds, or a refusal. `madeIn` is the term that the
 * phone had when it was tapped. Only phones need the lease: a paired stage is visible to the whole room.
 */
export function decideLease(now: Driver, madeIn: number | undefined, who: Who): DriverEvent[] | Refusal {
  if (who.role !== 'presenter') return []
  if (now.device === null) return decideTake(now, who.id)
  // A phone that lost the lease and has it again may still have older taps in its queue. Between term 0, when
  // nobody drove, and term 1 there was no other driver.
  const isStale = madeIn !== undefined && madeIn !== now.term && !(madeIn === 0 && now.term === 1)
  return now.device !== who.id || isStale ? refusal('not-driver') : []
}

function viewDriver({ device, term }: Driver): DriverView {
  return { label: device === null ? null : deviceLabel(device), term }
}
