/** What the map of posts showed on its slide, for the replay. The server writes it into the log every few seconds. */
import * as v from 'valibot'
import { feature, type EventOf, type Events, type IntentOf } from '../feature.ts'
import { FEED_STATES, MAX_POST_NAME, MAX_POST_TEXT } from '../post.ts'

/** Posts of one entry. */
export const MAX_KEPT_POSTS = 40
/** Posts of one run, so that a map that is shown all night does not fill the disk. */
const MOST_KEPT = 10_000

export interface KeptMap {
  /** When the newest kept post arrived, in ms since 1970. */
  until: number
  /** The number of posts that were kept. */
  count: number
}

const NOTHING: KeptMap = { until: 0, count: 0 }

const number = v.pipe(v.number(), v.finite())
const post = v.object({
  at: number,
  author: v.pipe(v.string(), v.maxLength(MAX_POST_NAME)),
  text: v.pipe(v.string(), v.maxLength(MAX_POST_TEXT)),
  place: v.pipe(v.string(), v.maxLength(MAX_POST_NAME)),
  longitude: number,
  latitude: number,
})
const fields = {
  posts: v.pipe(v.array(post), v.maxLength(MAX_KEPT_POSTS)),
  /** Posts a second. */
  rate: v.pipe(number, v.minValue(0)),
  feed: v.object({
    name: v.pipe(v.string(), v.maxLength(40)),
    state: v.picklist(FEED_STATES),
  }),
}

// Only the server sends it.
const intents = { 'map/keep': { who: [], fields } }
const events = { 'map/kept': fields } satisfies Events
export type MapKept = EventOf<typeof events>

export const map = feature({
  empty: NOTHING,
  intents,
  events,
  whenUnsaved: 'wait',
  delivery: 'in-ticks',
  to: [],
  core: false,
  decide: ({ map: kept }: { map: KeptMap }, intent) => decideMap(kept, intent),
  evolve: {
    'map/kept': ({ until, count }, { event: { posts } }) => ({
      until: posts.reduce((newest, { at }) => Math.max(newest, at), until),
      count: count + posts.length,
    }),
  },
  view: () => null,
})

/** Several nodes send the same posts. Each is kept once. */
function decideMap({ until, count }: KeptMap, { posts, rate, feed }: IntentOf<typeof intents>): MapKept[] {
  const fresh = count < MOST_KEPT ? posts.filter(({ at }) => at > until) : []
  return fresh.length === 0 && posts.length > 0 ? [] : [{ type: 'map/kept', posts: fresh, rate, feed }]
}
