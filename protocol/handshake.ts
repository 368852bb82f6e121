/** What a browser sends with the handshake. */
import * as v from 'valibot'
import { epochSchema, seqSchema, talkIdSchema } from './ids.ts'
import { ROLES } from './role.ts'

/** More than the number of channels, and few enough to check. */
const MOST_CHANNELS = 100

/**
 * The `auth` of the Socket.IO handshake. `channels` contains the entry of this epoch up to which the browser has each
 * channel, and subscribes to those beyond the core ones; 0 for a channel of which it has nothing.
 */
export const handshakeSchema = v.strictObject({
  protocol: v.number(),
  talk: talkIdSchema,
  role: v.picklist(ROLES),
  epoch: v.optional(epochSchema),
  channels: v.optional(v.pipe(v.record(v.string(), seqSchema), v.maxEntries(MOST_CHANNELS))),
})
export type Handshake = v.InferOutput<typeof handshakeSchema>
