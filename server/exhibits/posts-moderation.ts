/** What one talk lets its room see of the posts: the feed's or the recording's, at once or after a look at each. */
import type { PostsSwitch } from '../../protocol/features/posts.ts'
import { MAX_WAITING, type FeedStatus, type Post } from '../../protocol/post.ts'
import type { Undo } from '../log/log.ts'
import { LATEST, type Posts } from '../feeds/hub.ts'
import type { Talk } from '../talk/talk.ts'

export interface Gate {
  /** What the room has seen; newest last. */
  readonly latest: readonly Post[]
  /** What the presenter has not looked at yet; the oldest first. */
  readonly waiting: readonly Post[]
  /** Posts that came while too many waited. */
  readonly missed: number
  readonly status: FeedStatus
  rate(): number
  /** Has posts read, until the undo is called and a little longer. */
  read(): Undo
  onShown(listener: (posts: Post[]) => void): Undo
  onWaiting(listener: () => void): Undo
  /** The feed and the recording have taken turns: `latest` begins anew. */
  onTurn(listener: () => void): Undo
  close(): void
}

export function createGate(feed: Posts, recording: Posts, talk: Pick<Talk, 'state' | 'onChange'>): Gate {
  let known: PostsSwitch = talk.state.posts
  let latest: readonly Post[] = []
  let waiting: readonly Post[] = []
  let missed = 0
  const shown = new Set<(posts: Post[]) => void>()
  const waits = new Set<() => void>()
  const turns = new Set<() => void>()
  const readers = new Set<object>()

  const source = (): Posts => (known.recording ? recording : feed)
  let unhear = source().hear(take)
  let unread: Undo | undefined
  latest = known.held ? [] : source().latest

  function show(posts: Post[]): void {
    if (posts.length === 0) return
    latest = [...latest, ...posts].slice(-LATEST)
    for (const listener of shown) listener(posts)
  }

  function wait(next: readonly Post[], missedNow: number): void {
    if (
      missedNow === missed &&
      next.length === waiting.length &&
      next.every((post, i) => post === waiting[i])
    )
      return
    waiting = next
    missed = missedNow
    for (const listener of waits) listener()
  }

  /** Whoever looks at a list must not see it move: what is too much is left out at its end. */
  function take(posts: Post[]): void {
    if (!known.held) return show(posts)
    const verdict = new Map(known.reviewed.map(({ post, shown: is }) => [post, is]))
    show(posts.filter(({ id }) => verdict.get(id) === true))
    const here = new Set(waiting.map(({ id }) => id))
    const fresh = posts.filter(({ id }) => !verdict.has(id) && !here.has(id))
    if (fresh.length === 0) return
    const all = [...waiting, ...fresh]
    wait(all.slice(0, MAX_WAITING), missed + Math.max(0, all.length - MAX_WAITING))
  }

  /** Carries out what was decided since, here or through another node. */
  function review(before: PostsSwitch): void {
    const decided = known.reviewed.filter((each) => !before.reviewed.includes(each))
    const verdict = new Map(decided.map(({ post, shown: is }) => [post, is]))
    const looked = waiting.filter(({ id }) => verdict.has(id))
    if (looked.length === 0) return
    const rest = waiting.filter((post) => !looked.includes(post))
    wait(rest, rest.length === 0 ? 0 : missed)
    show(looked.filter(({ id }) => verdict.get(id) === true))
  }

  const unsubscribe = talk.onChange(({ posts }) => {
    if (posts === known) return
    const before = known
    known = posts
    if (known.turn !== before.turn || known.recording !== before.recording) {
      unhear()
      unhear = source().hear(take)
      latest = []
      wait([], 0)
      if (unread) {
        unread()
        unread = source().read()
      }
      for (const listener of turns) listener()
    } else review(before)
    // Nothing is ever shown because a switch was turned: what waited is gone.
    if (!known.held) wait([], 0)
  })

  function subscribe<L>(all: Set<L>, listener: L): Undo {
    all.add(listener)
    return () => all.delete(listener)
  }

  return {
    get latest() {
      return latest
    },
    get waiting() {
      return waiting
    },
    get missed() {
      return missed
    },
    get status(): FeedStatus {
      if (!known.recording || feed.status.name === recording.status.name) return source().status
      return { name: feed.status.name, state: 'fallback', trouble: '' }
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
    onShown: (listener) => subscribe(shown, listener),
    onWaiting: (listener) => subscribe(waits, listener),
    onTurn: (listener) => subscribe(turns, listener),
    close() {
      unsubscribe()
      unhear()
      unread?.()
    },
  }
}
