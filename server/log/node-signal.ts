/** Signals between nodes, which are not stored. They come over a network, so they are validated like all input. */
import * as v from 'valibot'
import { FEED_STATES, FEED_TROUBLES } from '../../protocol/post.ts'
import { MAX_REACTION_LENGTH, MAX_REACTIONS } from '../../protocol/reactions.ts'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const counts = v.record(v.pipe(v.string(), v.maxLength(100)), count)
/** The id of the sending node. */
const node = v.pipe(v.string(), v.maxLength(100))

/** The presence on one node. */
const heads = v.object({
  about: v.literal('heads'),
  node,
  headcount: v.strictObject({ audience: count, stage: count, presenter: count }),
  /** The families and transports of its browsers; `pings` counts round trips since its start. */
  room: v.optional(v.strictObject({ transports: counts, agents: counts, pings: count })),
  /** Its state, for the presenters. */
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

/** Who is typing in the chat on one node. */
const typing = v.object({
  about: v.literal('typing'),
  node,
  count,
  names: v.array(v.strictObject({ author: count, name: v.string() })),
})

/** The reactions that one node has received since it said this last. */
const bursts = v.object({
  about: v.literal('bursts'),
  counts: v.pipe(
    v.record(v.pipe(v.string(), v.maxLength(MAX_REACTION_LENGTH)), count),
    v.maxEntries(MAX_REACTIONS),
  ),
})

/** The posts and the feed's state, from the node that reads the feed to the others. */
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
    state: v.picklist(FEED_STATES),
    trouble: v.nullable(v.strictObject({ is: v.picklist(FEED_TROUBLES), n: count })),
  }),
})

export const nodeSignalSchema = v.variant('about', [heads, typing, bursts, posts])

export type NodeSignal = v.InferOutput<typeof nodeSignalSchema>
export type HeadsSignal = v.InferOutput<typeof heads>
export type TypingSignal = v.InferOutput<typeof typing>
export type PostsSignal = v.InferOutput<typeof posts>
