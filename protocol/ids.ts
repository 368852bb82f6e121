/** The ids of the protocol, each with the shape that the server accepts. */
import * as v from 'valibot'

/** The folder name of a deck, and the first part of every address of its talk: `a-z`, `0-9`, `-`. */
export type TalkId = string
/** Made by the browser that sends the intent, so that the server recognises a retry: 8 to 40 URL-safe characters. */
export type IntentId = string
/** Who acted: a paired device, a participant, or `server`. */
export type ActorId = string
/** Identifies one life of a log. A client with another epoch starts over. */
export type Epoch = string

export const talkIdSchema = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/))
export const intentIdSchema = v.pipe(v.string(), v.regex(/^[\w-]{8,40}$/))
export const epochSchema = v.pipe(v.string(), v.regex(/^[\w-]{4,20}$/))

/** The number of an entry; 0 for none. */
export const seqSchema = v.pipe(v.number(), v.integer(), v.minValue(0))
