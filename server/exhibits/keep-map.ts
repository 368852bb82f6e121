/** Writes into the log what the map of posts shows on the current slide, for the replay: an entry every few seconds. */
import { MAX_KEPT_POSTS, type MapKept } from '../../protocol/features/map.ts'
import { slideHas } from '../../protocol/outline.ts'
import { slideIndex } from '../../protocol/position.ts'
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
  /** What the next entry has, and the run in which the map showed it. */
  let waiting: (Omit<MapKept, 'type'> & { run: number }) | undefined
  /** What the entries say about the feed so far. */
  let told = ''
  const writing = coalesce(write, EVERY_MS)

  function write(): void {
    if (!waiting) return
    const { run, posts, rate, feed } = waiting
    waiting = undefined
    if (talk.state.run.number !== run) return
    // What cannot be stored is lost: the next entry is as good.
    const kept = { posts: posts.slice(-MAX_KEPT_POSTS), rate, feed }
    void talk.append({ id: newId(), type: 'map/keep', ...kept }, SERVER)
  }

  return {
    add({ posts, rate, feed: { name, state } }) {
      const { clock, talk: now, position, run } = talk.state
      const slide = now.outline[slideIndex(now.outline, position)]
      if (clock.startedAt === null || now.over || !slideHas(slide, 'live-map')) return
      const about = `${run.number} ${name} ${state}`
      if (posts.length === 0 && about === told) return
      told = about
      const before = waiting?.run === run.number ? waiting.posts : []
      const fresh = posts.map(name === 'recording' || state === 'fallback' ? whole : withoutWords)
      waiting = { run: run.number, posts: [...before, ...fresh], rate, feed: { name, state } }
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
