/** What a feature is: one slice of the talk's state, the intents that change it, its events and its rules. */
import type * as v from 'valibot'
import type { ActorId, IntentId } from './ids.ts'
import type { Refusal } from './refusal.ts'
import type { ReportContext, ReportPart } from './report/table.ts'
import type { Role, Who } from './role.ts'

/**
 * While the log cannot be written, an intent has to `wait`: it is refused as `unavailable`. Or it may `go-on`: it takes
 * effect for connected browsers and is stored later.
 */
export type WhenUnsaved = 'wait' | 'go-on'

/**
 * A change is sent `at-once`, or merged with others `in-ticks`. With ticks its cost depends on the number of browsers, not
 * on how much they send.
 */
type Delivery = 'at-once' | 'in-ticks'

export interface IntentRule {
  /** The roles that may send it. The server itself may send every intent; a stage only while its browser is paired (rule S3). */
  who: readonly Role[]
  /** Schemas of its fields, besides `id` and `type`. */
  fields: v.ObjectEntries
  /** Where it differs from the feature's. */
  whenUnsaved?: WhenUnsaved
}
/** By `type`, which starts with the feature: `screen/blank`. */
export type Intents = Record<string, IntentRule>
/** Schemas of each event's fields, by `type`, which is in the past tense: `screen/blanked`. */
export type Events = Record<string, v.ObjectEntries>

/** The values that the schemas of some fields accept. */
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
  /** Milliseconds since 1970 on the server that made the decision. */
  at: number
  by: ActorId
  /** The intent that caused it; the entries of one intent share it. */
  id: IntentId
  event: E
}

/** The slice after an entry; the same object if nothing changes. `before` is the whole state before the entry. */
export type Fold<Slice, E, Reads> = (slice: Slice, entry: EntryOf<E>, before: Reads) => Slice

/**
 * One file in `features/`, and one line in `features/index.ts`. `Reads` are the slices of the state that its rules
 * read, `Written` the events that `decide` makes, `Heard` the events of other features that it folds.
 */
export interface Feature<
  Slice,
  I extends Intents,
  E extends Events,
  Reads,
  Written,
  Heard,
  View,
  Change,
  Own,
> {
  /** The slice before the first event. */
  empty: Slice
  intents: I
  events: E
  whenUnsaved: WhenUnsaved
  delivery: Delivery
  /** The roles that may subscribe to its channel. */
  to: readonly Role[]
  /** These roles are subscribed with the handshake. To other channels, a browser subscribes while it shows them. */
  core: boolean
  /** No events means that the intent is accepted and its effect is already there. `now` is the server's time in ms since 1970. */
  decide: (state: Reads, intent: IntentOf<I>, who: Who, now: number) => Written[] | Refusal
  /** One for each of its own events, and one for each event of another feature that has an effect on this slice. */
  evolve: { [T in keyof E & string]: Fold<Slice, EventOf<Pick<E, T>>, Reads> } & Heard
  /** What this role may see of the slice. */
  view: (slice: Slice, role: Role) => View
  /**
   * For a view that is too large to be sent whole: what changed in it after entry `since`. Undefined if that is unknown;
   * then the whole view is sent. `merge.ts` applies the change, also to a view that is newer than `since`.
   */
  changes?: (slice: Slice, since: number, role: Role) => Change | undefined
  /** What only this participant may see; undefined for nothing. Returns the same value or object while nothing has changed. */
  own?: (slice: Slice, actor: ActorId) => Own | undefined
  /** What it adds to the report after the talk: nothing that the room could not see, and nobody's id. */
  report?: (slice: Slice, context: ReportContext) => ReportPart
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
