/** What nodes tell each other and forget. It comes over a network, so it is checked like everything else. */
import * as v from 'valibot'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const counts = v.record(v.pipe(v.string(), v.maxLength(100)), count)
/** The name of the sender. */
const node = v.pipe(v.string(), v.maxLength(100))

/** Who is connected to one node. */
const heads = v.object({
  about: v.literal('heads'),
  node,
  headcount: v.strictObject({ audience: count, stage: count, presenter: count }),
  /** What its browsers are and what carries them; `pings` counts round trips since it has started. */
  room: v.optional(v.strictObject({ transports: counts, agents: counts, pings: count })),
  /** How it fares, for the presenters. */
  health: v.optional(
    v.object({
      seq: count,
      saved: v.boolean(),
      lagMs: v.number(),
      memory: v.number(),
      trouble: v.nullable(v.string()),
      fault: v.nullable(v.object({ at: v.number(), line: v.string() })),
    }),
  ),
})

/** Who is writing in the chat on one node. */
const typing = v.object({
  about: v.literal('typing'),
  node,
  count,
  names: v.array(v.strictObject({ author: count, name: v.string() })),
})

/** What the one node that reads the feed hands to the others, and how the feed fares. */
const posts = v.object({
  about: v.literal('posts'),
  node,
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
})

export const whisperSchema = v.variant('about', [heads, typing, posts])

export type Whisper = v.InferOutput<typeof whisperSchema>
export type HeadsWhisper = v.InferOutput<typeof heads>
export type TypingWhisper = v.InferOutput<typeof typing>
export type PostsWhisper = v.InferOutput<typeof posts>
