/** What each event looks like when it was read from where others may write too. */
import * as v from 'valibot'
import type { Event } from './event.ts'
import { positionSchema } from './features/position.ts'

const whole = v.pipe(v.number(), v.integer(), v.minValue(0))
const text = v.string()
const id = v.pipe(v.string(), v.maxLength(200))
const paired = v.exactOptional(v.literal(true))
const slide = v.object({ id: text, h: whole, v: whole, title: text, steps: whole })

/** One for each event; its `type` is the key. */
const schemas = {
  'chat/said': v.object({ text, paired }),
  'chat/named': v.object({ name: text, paired }),
  'chat/hidden': v.object({ message: whole, hidden: v.boolean() }),
  'chat/name-reset': v.object({ author: whole }),
  'chat/limited': v.object({ open: v.boolean(), slow: whole }),
  'clock/restarted': v.object({}),
  'driver/taken': v.object({ device: id, term: whole }),
  'position/moved': v.object(positionSchema.entries),
  'posts/blanked': v.object({ blanked: v.boolean() }),
  'posts/held': v.object({ held: v.boolean() }),
  'posts/replaced': v.object({ recording: v.boolean() }),
  'posts/reviewed': v.object({ posts: v.array(id), shown: v.boolean() }),
  'screen/blanked': v.object({ blanked: v.boolean() }),
  'screen/join-shown': v.object({ shown: v.boolean() }),
  'talk/outlined': v.object({ version: text, slides: v.array(slide) }),
  'talk/ended': v.object({}),
  'talk/reopened': v.object({}),
} satisfies { [T in Event['type']]: v.GenericSchema<unknown, Omit<Extract<Event, { type: T }>, 'type'>> }

/** Whether `evolve` may be given it: an event of ours in its shape, or one of a type that this version does not know. */
export function isEvent(input: { type: string }): boolean {
  if (!Object.hasOwn(schemas, input.type)) return true
  const schema: v.GenericSchema = schemas[input.type as Event['type']]
  return v.is(schema, input)
}
