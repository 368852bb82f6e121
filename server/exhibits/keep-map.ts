/** Writes into the log what the map of posts shows on the current slide, for the replay: an entry every few seconds. */
import { MAX_KEPT_POSTS, type MapKept } from '../../protocol/features/map.ts'
import { hasElement } from '../../protocol/position.ts'
import type { Post, PostsNews } from '../../protocol/post.ts'
import { SERVER } from '../../protocol/role.ts'
import { coalesce } from '../base/coalesce.ts'
import { newId } from '../base/new-id.ts'
import type { Talk } from '../talk/talk.ts'

const EVERY_MS = 4000

export interface KeepMap {
  /** The room gets this. */
  add(news: PostsNews): void
  /** Requests the entry for what is not written yet. */
  flush(): void
  close(): void
}

export function keepMap(talk: Pick<Talk, 'state' | 'append'>): KeepMap {
  let posts: MapKept['posts'] = []
  let feed: MapKept['feed'] | undefined
  let rate = 0
  let run = 0
  const writing = coalesce(write, EVERY_MS)

  function write(): void {
    if (!feed || talk.state.run.number !== run) return
    const some = posts.slice(-MAX_KEPT_POSTS)
    posts = []
    // What cannot be stored is lost: the next entry is as good.
    void talk.append({ id: newId(), type: 'map/keep', posts: some, rate, feed }, SERVER)
  }

  return {
    add(news) {
      const { clock, talk: now, position } = talk.state
      if (clock.startedAt === null || now.over || !hasElement(now.outline, position, 'live-map')) return
      const { name, state } = news.feed
      const isNew = feed?.name !== name || feed.state !== state || run !== talk.state.run.number
      if (news.posts.length === 0 && !isNew) return
      if (run !== talk.state.run.number) posts = []
      run = talk.state.run.number
      feed = { name, state }
      rate = news.rate
      posts.push(...news.posts.map(name === 'recording' || state === 'fallback' ? whole : withoutWords))
      writing.soon()
    },
    flush() {
      writing.cancel()
      write()
    },
    close: () => writing.cancel(),
  }
}

function whole({ at, author, text, place, longitude, latitude }: Post): MapKept['posts'][number] {
  return { at, author, text, place, longitude, latitude }
}

/** Other people's posts are not ours to keep: a dot on the map remains. The posts of the recording are invented. */
function withoutWords(post: Post): MapKept['posts'][number] {
  return { ...whole(post), author: '', text: '' }
}
