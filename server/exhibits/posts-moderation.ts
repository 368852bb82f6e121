/** Which posts of one talk the room sees: the feed's or the recording's, at once or after each was reviewed. */
import type { PostsSwitch } from '../../protocol/features/posts.ts'
import { MAX_WAITING, type FeedStatus, type Post } from '../../protocol/post.ts'
import type { Undo } from '../log/log.ts'
import { LATEST, type Posts } from '../feeds/hub.ts'
import type { Talk } from '../talk/talk.ts'

export interface Moderation {
  /** As the presenter has set them; with a new `turn` all lists are empty again. */
  switches: PostsSwitch
  /** What the room has seen; the newest last. */
  latest: readonly Post[]
  /** What the presenter has not reviewed yet; the oldest first. */
  waiting: readonly Post[]
  /** Posts that arrived while too many waited. */
  missed: number
}

export type Action =
  | { type: 'arrived'; posts: readonly Post[] }
  /** A switch or a review, here or through another node. */
  | { type: 'decided'; switches: PostsSwitch }

/** Pure. An unchanged list stays the same object. */
export function reduce(state: Moderation, action: Action): Moderation {
  return action.type === 'arrived' ? arrive(state, action.posts) : decide(state, action.switches)
}

function arrive(state: Moderation, posts: readonly Post[]): Moderation {
  const { switches, waiting, missed } = state
  if (!switches.held) return show(state, posts)
  const verdict = new Map(switches.reviewed.map(({ post, shown }) => [post, shown]))
  const known = new Set([...verdict.keys(), ...waiting.map(({ id }) => id)])
  const all = [...waiting, ...posts.filter(({ id }) => !known.has(id))]
  const shown = show(
    state,
    posts.filter(({ id }) => verdict.get(id)),
  )
  if (all.length === waiting.length) return shown
  // The list is cut at its end, so that it does not move under the presenter's thumb.
  return {
    ...shown,
    waiting: all.slice(0, MAX_WAITING),
    missed: missed + Math.max(0, all.length - MAX_WAITING),
  }
}

function decide(state: Moderation, switches: PostsSwitch): Moderation {
  const { turn, recording, reviewed } = state.switches
  if (switches.turn !== turn || switches.recording !== recording)
    return clear({ ...state, switches, latest: [] })
  const decided = switches.reviewed.filter((each) => !reviewed.includes(each))
  const verdict = new Map(decided.map(({ post, shown }) => [post, shown]))
  const rest = state.waiting.filter(({ id }) => !verdict.has(id))
  const next = show(
    { ...state, switches },
    state.waiting.filter(({ id }) => verdict.get(id)),
  )
  // When the hold is turned off, nothing is shown: waiting posts are dropped.
  if (!switches.held || rest.length === 0) return clear(next)
  return rest.length === state.waiting.length ? next : { ...next, waiting: rest }
}

function show(state: Moderation, posts: readonly Post[]): Moderation {
  return posts.length === 0 ? state : { ...state, latest: [...state.latest, ...posts].slice(-LATEST) }
}

function clear(state: Moderation): Moderation {
  return state.waiting.length === 0 ? state : { ...state, waiting: [], missed: 0 }
}

type Listener = (state: Moderation, before: Moderation) => void

export interface Gate {
  readonly state: Moderation
  readonly status: FeedStatus
  rate(): number
  /** Reads posts until the returned function is called, and for a short time after that. */
  read(): Undo
  onChange(listener: Listener): Undo
  close(): void
}

export function createGate(feed: Posts, recording: Posts, talk: Pick<Talk, 'state' | 'onChange'>): Gate {
  const listeners = new Set<Listener>()
  const readers = new Set<object>()
  const source = (): Posts => (state.switches.recording ? recording : feed)
  let state: Moderation = { switches: talk.state.posts, latest: [], waiting: [], missed: 0 }
  if (!state.switches.held) state = { ...state, latest: source().latest }
  let stopPosts = source().onPosts(take)
  let unread: Undo | undefined

  function take(posts: Post[]): void {
    apply({ type: 'arrived', posts })
  }

  function apply(action: Action): void {
    const before = state
    state = reduce(state, action)
    if (state.switches.recording !== before.switches.recording) {
      stopPosts()
      stopPosts = source().onPosts(take)
      unread?.()
      unread &&= source().read()
    }
    for (const listener of listeners) listener(state, before)
  }

  const unsubscribe = talk.onChange(({ posts }) => {
    if (posts !== state.switches) apply({ type: 'decided', switches: posts })
  })

  return {
    get state() {
      return state
    },
    get status(): FeedStatus {
      if (!state.switches.recording || feed.status.name === recording.status.name) return source().status
      return { name: feed.status.name, state: 'fallback', trouble: null }
    },
    rate: () => source().rate(),
    read() {
      const reader = {}
      readers.add(reader)
      unread ??= source().read()
      return () => {
        if (!readers.delete(reader) || readers.size > 0) return
        unread?.()
        unread = undefined
      }
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      unsubscribe()
      stopPosts()
      unread?.()
    },
  }
}
