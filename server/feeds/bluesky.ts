/** Bluesky's Jetstream: every new post of the network as JSON over a WebSocket, filtered by our words. */
import * as v from 'valibot'
import { WebSocket } from 'ws'
import type { Feed } from './feed.ts'
import { parseJson } from './lines.ts'
import { cityIn } from './places.ts'
import { readingFeed, refusedBy } from './reading.ts'
import { hasWord } from './words.ts'

const BASE = 'wss://jetstream2.us-east.bsky.network'
const AUTHOR = 'Bluesky'
/** The network as a whole is never silent for this long. */
const STALL_MS = 30_000
const POSTS = 'app.bsky.feed.post'

export interface BlueskyOptions {
  /** Posts that contain one of these words; if empty, every post with a known place. */
  words: string[]
  base?: string
}

const eventSchema = v.object({
  kind: v.literal('commit'),
  commit: v.object({
    operation: v.literal('create'),
    collection: v.literal(POSTS),
    rkey: v.string(),
    record: v.object({ text: v.string() }),
  }),
})

/** The stream has no names and no places, so a post appears at the place that its text names. */
export function blueskyFeed({ words, base = BASE }: BlueskyOptions): Feed {
  const wanted = hasWord(words)
  return readingFeed({
    name: 'bluesky',
    stallMs: STALL_MS,
    read: ({ signal, live, heard, posts }) =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(`${base}/subscribe?wantedCollections=${POSTS}`, {
          maxPayload: 1024 * 1024,
        })
        const stop = (): void => socket.terminate()
        signal.addEventListener('abort', stop)
        socket.on('open', live)
        socket.on('ping', heard)
        socket.on('message', (data: Buffer) => {
          heard()
          const event = v.safeParse(eventSchema, parseJson(data.toString()))
          if (!event.success) return
          const { commit } = event.output
          const { text } = commit.record
          const place = words.length === 0 || wanted(text) ? cityIn(text) : undefined
          if (place) posts([{ id: commit.rkey, at: Date.now(), author: AUTHOR, text, ...place }])
        })
        socket.on('unexpected-response', (request, response) => {
          request.destroy()
          reject(refusedBy(response.statusCode ?? 0))
        })
        socket.on('error', reject)
        socket.on('close', () => {
          signal.removeEventListener('abort', stop)
          if (signal.aborted) reject(new Error('stopped'))
          else resolve()
        })
      }),
  })
}
