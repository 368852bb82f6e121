/** What a feature is: one slice of the talk's state, the intents that change it, its events and its rules. */
import type * as v from 'valibot'
import type { ActorId, IntentId } from './ids.ts'
import type { Refusal } from './refusal.ts'
import type { Role, Who } from './role.ts'

/**
 * While the log cannot be written an intent has to `wait`: it is refused as `unavailable`. Or it may `go-on`: it takes
 * effect for connected browsers, and is stored later.
 */
export type WhenUnsaved = 'wait' | 'go-on'

/**
 * A change reaches browsers `at-once`, or merged with others `in-ticks`, so that its cost grows with the browsers and not
 * with what they send.
 */
type Delivery = 'at-once' | 'in-ticks'

export interface IntentRule {
  /** Who may send it. The server itself may send every intent; a stage only while its browser is paired (rule S3). */
  who: readonly Role[]
  /** Schemas of its fields, besides `id` and `type`. */
  fields: v.ObjectEntries
  /** Where it differs from the feature's. */
  whenUnsaved?: WhenUnsaved
}
/** By `type`, which begins with the feature: `screen/blank`. */
export type Intents = Record<string, IntentRule>
/** Schemas of each event's fields, by `type`, which is in the past tense: `screen/blanked`. */
export type Events = Record<string, v.ObjectEntries>

/** What the schemas of some fields let through. */
export type FieldsOf<F extends v.ObjectEntries> = v.InferOutput<v.ObjectSchema<F, undefined>>

export type IntentOf<I extends Intents> = {
  [T in keyof I & string]: { id: IntentId; type: T } & FieldsOf<I[T]['fields']>
}[keyof I & string]

export type EventOf<E extends Events> = {
  [T in keyof E & string]: { type: T } & FieldsOf<E[T]>
}[keyof E & string]

/** An event `E` in the log; `seq` is 1, 2, 3 … without gaps. */
export interface EntryOf<E> {
  seq: number
  /** Milliseconds since 1970 on the server that decided. */
  at: number
  by: ActorId
  /** The intent that caused it; the entries of one intent share it. */
  id: IntentId
  event: E
}

/** What an entry makes of a slice; the same object when it changes nothing. `before` is the whole state before it. */
export type Fold<Slice, E, Reads> = (slice: Slice, entry: EntryOf<E>, before: Reads) => Slice

/**
 * One file in `features/`, and one line in `features/index.ts`. `Reads` are the slices of the whole state that its rules
 * read, `Written` the events that it decides on, `Heard` its folds of other features' events.
 */
interface Feature<Slice, I extends Intents, E extends Events, Reads, Written, Heard, View, Change, Own> {
  /** The slice before the first event. */
  empty: Slice
  intents: I
  events: E
  whenUnsaved: WhenUnsaved
  delivery: Delivery
  /** The roles that may subscribe to its channel. */
  to: readonly Role[]
  /** Those roles are subscribed with the handshake. Other channels are subscribed to while something shows them. */
  core: boolean
  /** No events means: granted, and already so. `now` is the server's time in ms since 1970. */
  decide: (state: Reads, intent: IntentOf<I>, who: Who, now: number) => Written[] | Refusal
  /** One for each of its own events, and one for each event of another feature that has an effect on this slice. */
  evolve: { [T in keyof E & string]: Fold<Slice, EventOf<Pick<E, T>>, Reads> } & Heard
  /** What this role may see of the slice. */
  view: (slice: Slice, role: Role) => View
  /**
   * For a view that is too big to be sent whole: what changed in it after entry `since`, or undefined when that cannot
   * be told, and the whole view is sent. `merge.ts` applies it, also to a view that knows more than `since`.
   */
  changes?: (slice: Slice, since: number, role: Role) => Change | undefined
  /** What only this participant may see; undefined for nothing. The same value or object as long as nothing changed. */
  own?: (slice: Slice, actor: ActorId) => Own | undefined
}

/** Checks a feature and keeps its exact type. */
// @__NO_SIDE_EFFECTS__
export function feature<
  Slice,
  I extends Intents,
  E extends Events,
  Reads,
  Written,
  Heard,
  View,
  Change = never,
  Own = never,
>(
  definition: Feature<Slice, I, E, Reads, Written, Heard, View, Change, Own>,
): Feature<Slice, I, E, Reads, Written, Heard, View, Change, Own> {
  return definition
}
