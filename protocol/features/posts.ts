/** The stream's panic switch: blanked, no screen shows a post. */
import * as v from 'valibot'
import { intentIdSchema } from '../ids.ts'

export interface PostsSwitch {
  /** The presenter has taken the posts off every screen. */
  blanked: boolean
}

export const postsIntents = [
  v.strictObject({ id: intentIdSchema, type: v.literal('posts/blank'), blanked: v.boolean() }),
] as const
export type PostsIntent = v.InferOutput<(typeof postsIntents)[number]>

export interface PostsEvent {
  type: 'posts/blanked'
  blanked: boolean
}

export const POSTS: PostsSwitch = { blanked: false }

/** Asking for what is already so is granted and changes nothing. */
export function decidePosts(posts: PostsSwitch, { blanked }: PostsIntent): PostsEvent[] {
  return posts.blanked === blanked ? [] : [{ type: 'posts/blanked', blanked }]
}

export function evolvePosts({ blanked }: PostsEvent): PostsSwitch {
  return { blanked }
}
