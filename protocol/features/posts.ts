/** Which posts the audience sees: all, none, only those that the presenter has reviewed, or the recording. */
import * as v from 'valibot'
import { feature, type EventOf, type Events, type IntentOf, type Intents } from '../feature.ts'
import { MAX_POST_ID, MAX_WAITING } from '../post.ts'

/** This many decisions are kept, so that every node applies them, also a node that gets a post late. */
const MAX_REVIEWED = 2 * MAX_WAITING

export interface PostsSwitch {
  /** The presenter has removed the posts from every screen. */
  blanked: boolean
  /** A post waits until the presenter shows it. */
  held: boolean
  /** The recording is shown instead of the feed. */
  recording: boolean
  /** How often the source changed between the feed and the recording. */
  turn: number
  /** The decisions about posts that waited: their ids only, the newest last. */
  reviewed: readonly { post: string; shown: boolean }[]
}

const presenter = ['presenter'] as const
const intents = {
  'posts/blank': { who: presenter, fields: { blanked: v.boolean() } },
  'posts/hold': { who: presenter, fields: { held: v.boolean() } },
  'posts/replace': { who: presenter, fields: { recording: v.boolean() } },
  'posts/review': {
    who: presenter,
    fields: {
      posts: v.pipe(
        v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_POST_ID))),
        v.minLength(1),
        v.maxLength(MAX_WAITING),
      ),
      shown: v.boolean(),
    },
  },
} satisfies Intents
export type PostsIntent = IntentOf<typeof intents>

const events = {
  'posts/blanked': { blanked: v.boolean() },
  'posts/held': { held: v.boolean() },
  'posts/replaced': { recording: v.boolean() },
  'posts/reviewed': { posts: v.array(v.pipe(v.string(), v.maxLength(200))), shown: v.boolean() },
} satisfies Events
type PostsEvent = EventOf<typeof events>

/** What the presenter's phone gets of it. */
export type PostsView = Pick<PostsSwitch, 'blanked' | 'held' | 'recording'>

const ALL_SHOWN: PostsSwitch = { blanked: false, held: false, recording: false, turn: 0, reviewed: [] }

export const posts = feature({
  empty: ALL_SHOWN,
  intents,
  events,
  whenUnsaved: 'go-on',
  delivery: 'at-once',
  to: ['presenter'],
  core: true,
  decide: ({ posts: now }: { posts: PostsSwitch }, intent) => decidePosts(now, intent),
  evolve: {
    'posts/blanked': (slice, { event: { blanked } }) => ({ ...slice, blanked }),
    'posts/held': (slice, { event: { held } }) => ({ ...slice, held }),
    'posts/replaced': (slice, { event: { recording } }) => ({ ...slice, recording, turn: slice.turn + 1 }),
    'posts/reviewed'(slice, { event }) {
      const decided = event.posts.map((post) => ({ post, shown: event.shown }))
      return { ...slice, reviewed: [...slice.reviewed, ...decided].slice(-MAX_REVIEWED) }
    },
  },
  view: ({ blanked, held, recording }): PostsView => ({ blanked, held, recording }),
})

/** An intent whose effect is already there is accepted and changes nothing. */
function decidePosts(now: PostsSwitch, intent: PostsIntent): PostsEvent[] {
  switch (intent.type) {
    case 'posts/blank':
      if (now.blanked === intent.blanked) return []
      return [{ type: 'posts/blanked', blanked: intent.blanked }]
    case 'posts/hold':
      return now.held === intent.held ? [] : [{ type: 'posts/held', held: intent.held }]
    case 'posts/replace':
      if (now.recording === intent.recording) return []
      return [{ type: 'posts/replaced', recording: intent.recording }]
    case 'posts/review': {
      // The first answer counts: a post that was dropped cannot be shown by a second phone.
      const decided = new Set(now.reviewed.map(({ post }) => post))
      const open = [...new Set(intent.posts)].filter((post) => !decided.has(post))
      return open.length === 0 ? [] : [{ type: 'posts/reviewed', posts: open, shown: intent.shown }]
    }
  }
}
