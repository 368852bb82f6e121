/** Schemas for signals from other nodes, which are checked like all network input. */
import * as v from 'valibot'
import type { Whisper } from './log.ts'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const counts = v.record(v.pipe(v.string(), v.maxLength(100)), count)

/** One per member of {@link Whisper}; fields that a schema does not name are kept unchanged. */
const schemas = {
  heads: v.looseObject({
    about: v.literal('heads'),
    node: v.pipe(v.string(), v.maxLength(100)),
    headcount: v.strictObject({ audience: count, stage: count, presenter: count }),
    room: v.optional(v.strictObject({ transports: counts, agents: counts, pings: count })),
    health: v.optional(
      v.looseObject({
        seq: count,
        saved: v.boolean(),
        lagMs: v.number(),
        memory: v.number(),
        trouble: v.nullable(v.string()),
        fault: v.nullable(v.looseObject({ at: v.number(), line: v.string() })),
      }),
    ),
  }),
  typing: v.looseObject({
    about: v.literal('typing'),
    node: v.pipe(v.string(), v.maxLength(100)),
    count,
    names: v.array(v.strictObject({ author: count, name: v.string() })),
  }),
  posts: v.looseObject({
    about: v.literal('posts'),
    node: v.pipe(v.string(), v.maxLength(100)),
    posts: v.array(
      v.strictObject({
        id: v.string(),
        at: v.number(),
        author: v.string(),
        text: v.string(),
        place: v.string(),
        longitude: v.number(),
        latitude: v.number(),
      }),
    ),
    status: v.strictObject({
      name: v.string(),
      state: v.picklist(['live', 'connecting', 'fallback', 'off']),
      trouble: v.string(),
    }),
  }),
} satisfies { [About in Whisper['about']]: v.GenericSchema<unknown, { about: About }> }

export const whisperSchema = v.custom<Whisper>((input) => {
  if (typeof input !== 'object' || input === null || !('about' in input)) return false
  const { about } = input
  return typeof about === 'string' && Object.hasOwn(schemas, about)
    ? v.is(schemas[about as Whisper['about']], input)
    : false
})
