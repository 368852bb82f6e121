/** Who drives: one phone at a time holds the talk's lease, and only its moves count. */
import * as v from 'valibot'
import { intentIdSchema, type ActorId } from '../ids.ts'
import { refusal, type Refusal } from '../refusal.ts'
import type { Who } from '../role.ts'

export interface Driver {
  /** Null until a phone moves the talk for the first time. */
  device: ActorId | null
  /** Counts the leases: 0 before the first, one more whenever another phone takes over. */
  term: number
}

export const driverIntents = [v.strictObject({ id: intentIdSchema, type: v.literal('driver/take') })] as const

export interface DriverEvent {
  type: 'driver/taken'
  device: ActorId
  term: number
}

/** What phones may see: a label instead of the id that is in a cookie. */
export interface DriverView {
  /** The {@link deviceLabel} of the phone that drives; null while none does. */
  label: string | null
  term: number
}

export const DRIVER: Driver = { device: null, term: 0 }

const LABEL_LENGTH = 6

/** The end of a device's id: tells the few phones of a talk apart, and is worth nothing without the rest. */
export function deviceLabel(device: ActorId): string {
  return device.slice(-LABEL_LENGTH)
}

/** Asking for a lease that one holds is granted and changes nothing. */
export function decideTake({ device, term }: Driver, by: ActorId): DriverEvent[] {
  return device === by ? [] : [{ type: 'driver/taken', device: by, term: term + 1 }]
}

/**
 * What a move needs before it: nothing, the lease that nobody holds, or a refusal. `madeIn` is the term that
 * the phone knew when it was tapped. Only phones need the lease: a paired stage stands where the room sees it.
 */
export function decideLease(driver: Driver, madeIn: number | undefined, who: Who): DriverEvent[] | Refusal {
  if (who.role !== 'presenter') return []
  if (driver.device === null) return decideTake(driver, who.id)
  // A phone that lost the lease and has it again may still hold taps of before. Between term 0, when
  // nobody drove, and term 1 there was no other driver.
  const isStale = madeIn !== undefined && madeIn !== driver.term && !(madeIn === 0 && driver.term === 1)
  return driver.device !== who.id || isStale ? refusal('not-driver') : []
}

export function evolveDriver({ device, term }: DriverEvent): Driver {
  return { device, term }
}

export function viewDriver({ device, term }: Driver): DriverView {
  return { label: device === null ? null : deviceLabel(device), term }
}
