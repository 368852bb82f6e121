/** The facts that a log holds: the events of all features. */
import * as v from 'valibot'
import type { EntryOf, EventOf } from './feature.ts'
import { features, type FeatureName, type Features } from './features/index.ts'

export type Event = { [N in FeatureName]: EventOf<Features[N]['events']> }[FeatureName]

export type Entry = EntryOf<Event>

/** An entry that the log has not numbered yet. */
export type NewEntry = Omit<Entry, 'seq'>

const schemas = new Map<string, v.GenericSchema>(
  Object.values(features).flatMap(({ events }) =>
    Object.entries<v.ObjectEntries>(events).map(([type, fields]) => [type, v.object(fields)]),
  ),
)

export const EVENT_TYPES = [...schemas.keys()] as Event['type'][]

/** Whether `evolve` accepts it: an event of ours with a valid shape, or one of a type that this version does not know. */
export function isEvent(input: { type: string }): boolean {
  const schema = schemas.get(input.type)
  return schema === undefined || v.is(schema, input)
}
