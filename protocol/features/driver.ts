/** The driver: one phone at a time holds the talk's lease, and only its moves count. */
import * as v from 'valibot'
import { feature, type EventOf, type Events, type IntentOf, type Intents } from '../feature.ts'
import type { ActorId } from '../ids.ts'
import { refusal, type Refusal } from '../refusal.ts'
import type { Who } from '../role.ts'

export interface Driver {
  /** Null until a phone moves the talk for the first time. */
  device: ActorId | null
  /** Counts the leases: 0 before the first, one more whenever another phone takes over. */
  term: number
  /** The phone that last asked the driver to hand over. */
  wants?: ActorId
}

const presenter = ['presenter'] as const
const intents = {
  'driver/take': { who: presenter, fields: {} },
  'driver/request': { who: presenter, fields: {} },
  /** `to` is the label of the phone that asked. */
  'driver/hand-over': { who: presenter, fields: { to: v.pipe(v.string(), v.minLength(1), v.maxLength(20)) } },
} satisfies Intents
type DriverIntent = IntentOf<typeof intents>

const events = {
  'driver/taken': {
    device: v.pipe(v.string(), v.maxLength(200)),
    term: v.pipe(v.number(), v.integer(), v.minValue(0)),
  },
  'driver/requested': { device: v.pipe(v.string(), v.maxLength(200)) },
} satisfies Events
export type DriverEvent = EventOf<typeof events>

/** What phones may see: a label instead of the id, which is in a cookie. */
export interface DriverView {
  /** The {@link deviceLabel} of the phone that drives; null while none does. */
  label: string | null
  term: number
  /** The label of the phone that asks to drive. */
  wants?: string
}

const NOBODY: Driver = { device: null, term: 0 }

export const driver = feature({
  empty: NOBODY,
  intents,
  events,
  whenUnsaved: 'go-on',
  delivery: 'at-once',
  to: ['presenter'],
  core: true,
  decide: ({ driver: now }: { driver: Driver }, intent, who) => decideDriver(now, intent, who.id),
  evolve: {
    'driver/taken': (_, { event: { device, term } }) => ({ device, term }),
    'driver/requested': (slice, { event: { device } }) => ({ ...slice, wants: device }),
  },
  view: viewDriver,
})

const LABEL_LENGTH = 6

/** The end of a device's id. It distinguishes the few phones of a talk, and is useless without the rest. */
export function deviceLabel(device: ActorId): string {
  return device.slice(-LABEL_LENGTH)
}

function decideDriver(now: Driver, intent: DriverIntent, by: ActorId): DriverEvent[] | Refusal {
  switch (intent.type) {
    case 'driver/take':
      return decideTake(now, by)
    case 'driver/request':
      // Nobody has to agree while nobody drives.
      if (now.device === null) return decideTake(now, by)
      return now.device === by || now.wants === by ? [] : [{ type: 'driver/requested', device: by }]
    case 'driver/hand-over': {
      if (now.device !== null && deviceLabel(now.device) === intent.to) return []
      if (now.device !== by) return refusal('not-driver')
      if (now.wants === undefined || deviceLabel(now.wants) !== intent.to) return refusal('no-such-item')
      return decideTake(now, now.wants)
    }
  }
}

/** Taking a lease that the phone already holds is accepted and changes nothing. */
function decideTake({ device, term }: Pick<Driver, 'device' | 'term'>, by: ActorId): DriverEvent[] {
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

function viewDriver({ device, term, wants }: Driver): DriverView {
  const label = device === null ? null : deviceLabel(device)
  return { label, term, ...(wants !== undefined && { wants: deviceLabel(wants) }) }
}
