/** Entries as they stand in a Redis stream, and back; what is no entry of ours becomes one that changes nothing. */
import * as v from 'valibot'
import type { Entry, Event, NewEntry } from '../../../protocol/event.ts'
import { isEvent } from '../../../protocol/event.ts'

/** `[id, [name, value, …]]`, as Redis gives it. */
export type RawEntry = [string, string[]]

export interface ReadEntry {
  entry: Entry
  /** Tells this entry from another with the same number. */
  mark: string
  /** Why it changes nothing; null for an entry of ours. */
  trouble: string | null
}

/** Fields that make the mark: at, by and id with their names. As in the scripts. */
const MARKED = 6
/** A number of more digits is a time of somebody's `XADD *`. */
const OURS = /^(\d{1,12})-0$/

const schema = v.object({
  at: v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number)),
  by: v.pipe(v.string(), v.maxLength(200)),
  id: v.pipe(v.string(), v.maxLength(200)),
  event: v.pipe(
    v.string(),
    v.rawTransform(({ dataset, addIssue, NEVER }): unknown => {
      try {
        return JSON.parse(dataset.value)
      } catch {
        addIssue({ message: 'not JSON' })
        return NEVER
      }
    }),
    v.looseObject({ type: v.string() }),
    v.check(isEvent, 'not the shape of its type'),
  ),
})

/** The values of one entry in the order that the script takes. */
export function flatten({ at, by, id, event }: NewEntry): string[] {
  return [String(at), by, id, JSON.stringify(event)]
}

export function markOf({ at, by, id }: NewEntry): string {
  return ['at', at, 'by', by, 'id', id].join('\n')
}

/** Null for an id that no node of ours gives: the entry has no place in the talk. */
export function readEntry([id, fields]: RawEntry): ReadEntry | null {
  const seq = Number(OURS.exec(id)?.[1] ?? 0)
  if (seq === 0) return null
  const mark = fields.slice(0, MARKED).join('\n')
  const given: Record<string, string> = Object.create(null)
  for (let i = 0; i + 1 < fields.length; i += 2) given[fields[i] ?? ''] = fields[i + 1] ?? ''
  const parsed = v.safeParse(schema, given)
  if (parsed.success)
    return {
      entry: { seq, ...parsed.output, event: parsed.output.event as unknown as Event },
      mark,
      trouble: null,
    }
  const [{ message }] = parsed.issues
  const event = { type: 'unknown/malformed' } as unknown as Event
  return { entry: { seq, at: 0, by: 'unknown', id: `unknown-${seq}`, event }, mark, trouble: message }
}
