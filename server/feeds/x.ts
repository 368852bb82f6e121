/** X's filtered stream (API v2): rules select the posts, which arrive as lines of JSON. */
import * as v from 'valibot'
import type { Post } from '../../protocol/post.ts'
import type { Feed } from './feed.ts'
import { parseJson, readLines } from './lines.ts'
import { cityIn, type Place } from './places.ts'
import { FeedError, readingFeed, REFUSED_PAUSE_MS, refusedBy } from './reading.ts'

const BASE = 'https://api.x.com'
/** X sends an empty line every 20 s. */
const STALL_MS = 30_000
/** A word or a hashtag; everything else is quoted in a rule. */
const SIMPLE = /^#?[\p{L}\p{N}_]+$/u
/** Marks our rules among others of the same account. */
const TAG = 'lectern'
const FIELDS = new URLSearchParams({
  expansions: 'author_id,geo.place_id',
  'tweet.fields': 'geo,author_id',
  'user.fields': 'name,location',
  'place.fields': 'full_name,geo',
})

export interface XOptions {
  token: string
  /** X sends posts that contain one of these words or phrases. */
  words: string[]
  base?: string
}

const lineSchema = v.object({
  data: v.object({
    id: v.string(),
    text: v.string(),
    author_id: v.optional(v.string()),
    geo: v.optional(
      v.object({
        place_id: v.optional(v.string()),
        coordinates: v.optional(v.object({ coordinates: v.tuple([v.number(), v.number()]) })),
      }),
    ),
  }),
  includes: v.optional(
    v.object({
      users: v.optional(
        v.array(v.object({ id: v.string(), name: v.string(), location: v.optional(v.string()) })),
      ),
      places: v.optional(
        v.array(
          v.object({
            id: v.string(),
            full_name: v.string(),
            geo: v.optional(v.object({ bbox: v.tuple([v.number(), v.number(), v.number(), v.number()]) })),
          }),
        ),
      ),
    }),
  ),
})
type Line = v.InferOutput<typeof lineSchema>

/** The error that X sends before it ends the stream. */
const errorSchema = v.object({ errors: v.pipe(v.array(v.object({ title: v.string() })), v.minLength(1)) })
const rulesSchema = v.object({
  data: v.optional(v.array(v.object({ id: v.string(), value: v.string(), tag: v.optional(v.string()) })), []),
})

export function xFeed({ token, words, base = BASE }: XOptions): Feed {
  const stream = `${base}/2/tweets/search/stream`
  const headers = { authorization: `Bearer ${token}` }
  /** X stores the rules, so they are set only once. */
  let ruled = false

  async function call(url: string, signal: AbortSignal, body?: object): Promise<Response> {
    const response = await fetch(url, {
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      signal,
    })
    if (response.ok) return response
    await response.body?.cancel()
    const reset = Number(response.headers.get('x-rate-limit-reset'))
    throw refusedBy(response.status, reset > 0 ? reset * 1000 : undefined)
  }

  /** Sets our rules at X to the words; rules of others stay. */
  async function setRules(signal: AbortSignal): Promise<void> {
    const answer = await (await call(`${stream}/rules`, signal)).json()
    const wanted = new Set(words.map((word) => (SIMPLE.test(word) ? word : `"${word.replaceAll('"', '')}"`)))
    const ours = v.parse(rulesSchema, answer).data.filter(({ tag }) => tag === TAG)
    const ids = ours.filter(({ value }) => !wanted.delete(value)).map(({ id }) => id)
    if (ids.length > 0) await call(`${stream}/rules`, signal, { delete: { ids } })
    const add = [...wanted].map((value) => ({ value, tag: TAG }))
    if (add.length > 0) {
      const added = v.safeParse(errorSchema, await (await call(`${stream}/rules`, signal, { add })).json())
      // A rule of somebody else with the same words serves as well.
      if (added.success && added.output.errors.some(({ title }) => title !== 'DuplicateRule'))
        throw new FeedError('words', 0, REFUSED_PAUSE_MS)
    }
    ruled = true
  }

  return readingFeed({
    name: 'x',
    stallMs: STALL_MS,
    async read({ signal, live, heard, posts }) {
      if (!ruled) await setRules(signal)
      const { body } = await call(`${stream}?${FIELDS}`, signal)
      live()
      for await (const line of readLines(body, heard)) {
        if (line === '') continue
        const given = parseJson(line)
        const parsed = v.safeParse(lineSchema, given)
        if (parsed.success) posts(toPosts(parsed.output))
        else if (v.is(errorSchema, given)) throw new FeedError('ended')
      }
    },
  })
}

function toPosts({ data, includes }: Line): Post[] {
  const user = includes?.users?.find(({ id }) => id === data.author_id)
  const place = placeOf(data, includes) ?? cityIn(user?.location ?? '') ?? cityIn(data.text)
  if (!place) return []
  return [{ id: data.id, at: Date.now(), author: user?.name ?? '', text: data.text, ...place }]
}

/** The place in the post itself: an exact point, or else the centre of its place. */
function placeOf({ geo }: Line['data'], includes: Line['includes']): Place | undefined {
  const place = includes?.places?.find(({ id }) => id === geo?.place_id)
  if (geo?.coordinates) {
    const [longitude, latitude] = geo.coordinates.coordinates
    return { place: place?.full_name ?? '', longitude, latitude }
  }
  if (!place?.geo) return undefined
  const [west, south, east, north] = place.geo.bbox
  return { place: place.full_name, longitude: (west + east) / 2, latitude: (south + north) / 2 }
}
