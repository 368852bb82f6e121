/** The posts of one talk as signals: those that everybody sees, and those that wait for the presenter's review. */
import type { Post, PostsNews, ReviewNews } from '../../protocol/post.ts'
import { coalesce } from '../base/coalesce.ts'
import type { Gate } from './posts-moderation.ts'
import type { Talk } from '../talk/talk.ts'
import { tickMs } from '../room/ticks.ts'
import type { SignalSource } from '../room/signal-channels.ts'

/** Posts are sent no more often than this, even in a small room. */
const LEAST_TICK_MS = 250
const MAX_A_TICK = 40
/** The most that one follower gets of posts in a second; with their frames this stays below 8 KB. */
const BYTES_A_SECOND = 7000
/** The presenter's thumb is on the list: it need not change more often. */
const REVIEW_MS = 500

/** The signal of one talk, whose presenter may blank it. `shown` gets what the room gets. */
export function postsSignal(
  gate: Gate,
  talk: Talk,
  browsers: () => number,
  shown: (news: PostsNews) => void,
): SignalSource<'stream'> {
  function news(some: readonly Post[]): PostsNews {
    const { blanked, turn } = talk.state.posts
    if (!blanked) return { posts: [...some], rate: gate.rate(), feed: gate.status, turn }
    return { posts: [], rate: 0, feed: { name: gate.status.name, state: 'off', trouble: null }, turn }
  }

  return {
    opening: () => news(gate.state.latest),
    start(tell) {
      let due: NodeJS.Timeout | undefined
      const stop = gate.read()
      let { latest: seen } = gate.state
      const rest = ({ rate, feed, turn }: PostsNews): string => JSON.stringify([rate, feed, turn])
      let newest = rest(news([]))
      shown(news(seen))

      function tick(): void {
        const wait = Math.max(LEAST_TICK_MS, tickMs(browsers()))
        due = setTimeout(tick, wait)
        const { latest } = gate.state
        const fresh = latest.filter((post) => !seen.includes(post)).slice(-MAX_A_TICK)
        seen = latest
        const next = news(fitting(fresh, (BYTES_A_SECOND * wait) / 1000))
        if (next.posts.length === 0 && rest(next) === newest) return
        newest = rest(next)
        shown(next)
        tell(next)
      }
      due = setTimeout(tick, LEAST_TICK_MS)
      return () => {
        clearTimeout(due)
        stop()
      }
    },
  }
}

/** The newest posts that fit; the others count only in the rate. */
function fitting(posts: Post[], bytes: number): Post[] {
  let left = bytes
  let from = posts.length
  while (from > 0 && (left -= Buffer.byteLength(JSON.stringify(posts[from - 1])) + 1) >= 0) from -= 1
  return posts.slice(from)
}

/** Posts are also read while only the presenter watches, so that there are some when the slide is shown. */
export function reviewSignal(gate: Gate): SignalSource<'review'> {
  const news = (): ReviewNews => {
    const { waiting, missed } = gate.state
    return { waiting: [...waiting], missed }
  }
  return {
    opening: news,
    start(tell) {
      const telling = coalesce(() => tell(news()), REVIEW_MS)
      const stop = gate.read()
      const undo = gate.onChange(({ waiting, missed }, before) => {
        if (waiting !== before.waiting || missed !== before.missed) telling.soon()
      })
      return () => {
        telling.cancel()
        undo()
        stop()
      }
    },
  }
}
