/** What the presenter lets the room see of the posts: all, none, only what they have looked at, or the recording. */
import * as v from 'valibot'
import { intentIdSchema } from '../ids.ts'
import { MAX_POST_ID, MAX_WAITING } from '../post.ts'

/** Decisions that are remembered, so that every node carries them out, also one that hears of a post late. */
const MAX_REVIEWED = 2 * MAX_WAITING

export interface PostsSwitch {
  /** The presenter has taken the posts off every screen. */
  blanked: boolean
  /** A post waits until the presenter shows it. */
  held: boolean
  /** The recording is shown instead of the feed. */
  recording: boolean
  /** How often the feed and the recording have taken turns. */
  turn: number
  /** What became of posts that waited: their ids only, the newest last. */
  reviewed: readonly { post: string; shown: boolean }[]
}

export const postsIntents = [
  v.strictObject({ id: intentIdSchema, type: v.literal('posts/blank'), blanked: v.boolean() }),
  v.strictObject({ id: intentIdSchema, type: v.literal('posts/hold'), held: v.boolean() }),
  v.strictObject({ id: intentIdSchema, type: v.literal('posts/replace'), recording: v.boolean() }),
  v.strictObject({
    id: intentIdSchema,
    type: v.literal('posts/review'),
    posts: v.pipe(
      v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_POST_ID))),
      v.minLength(1),
      v.maxLength(MAX_WAITING),
    ),
    shown: v.boolean(),
  }),
] as const
export type PostsIntent = v.InferOutput<(typeof postsIntents)[number]>

export type PostsEvent =
  | { type: 'posts/blanked'; blanked: boolean }
  | { type: 'posts/held'; held: boolean }
  | { type: 'posts/replaced'; recording: boolean }
  | { type: 'posts/reviewed'; posts: string[]; shown: boolean }

/** What the presenter's phone gets of it. */
export type PostsView = Pick<PostsSwitch, 'blanked' | 'held' | 'recording'>

export const POSTS: PostsSwitch = { blanked: false, held: false, recording: false, turn: 0, reviewed: [] }

/** Asking for what is already so is granted and changes nothing. */
export function decidePosts(posts: PostsSwitch, intent: PostsIntent): PostsEvent[] {
  switch (intent.type) {
    case 'posts/blank':
      if (posts.blanked === intent.blanked) return []
      return [{ type: 'posts/blanked', blanked: intent.blanked }]
    case 'posts/hold':
      return posts.held === intent.held ? [] : [{ type: 'posts/held', held: intent.held }]
    case 'posts/replace':
      if (posts.recording === intent.recording) return []
      return [{ type: 'posts/replaced', recording: intent.recording }]
    case 'posts/review': {
      // The first answer stands: a post that was dropped is not shown by a second phone.
      const decided = new Set(posts.reviewed.map(({ post }) => post))
      const open = [...new Set(intent.posts)].filter((post) => !decided.has(post))
      return open.length === 0 ? [] : [{ type: 'posts/reviewed', posts: open, shown: intent.shown }]
    }
  }
}

export function evolvePosts(posts: PostsSwitch, event: PostsEvent): PostsSwitch {
  switch (event.type) {
    case 'posts/blanked':
      return { ...posts, blanked: event.blanked }
    case 'posts/held':
      return { ...posts, held: event.held }
    case 'posts/replaced':
      return { ...posts, recording: event.recording, turn: posts.turn + 1 }
    case 'posts/reviewed': {
      const decided = event.posts.map((post) => ({ post, shown: event.shown }))
      return { ...posts, reviewed: [...posts.reviewed, ...decided].slice(-MAX_REVIEWED) }
    }
  }
}

export function viewPosts({ blanked, held, recording }: PostsSwitch): PostsView {
  return { blanked, held, recording }
}
