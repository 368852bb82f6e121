/** Plays a recording: what the room's views are at any time, forwards change by change, backwards from the start. */
import type { FeatureName } from '../../protocol/features/index.ts'
import { merge } from '../../protocol/merge.ts'
import type { BurstNews } from '../../protocol/reactions.ts'
import {
  BURSTS,
  STREAM,
  type Change,
  type Recording,
  type StreamNews,
} from '../../protocol/replay/recording.ts'
import type { View } from '../../protocol/view.ts'

/** Where the views go. */
export interface Screen {
  /** A view, or a change of the one before. */
  apply(channel: FeatureName, change: unknown, whole: boolean): void
  /** Reactions of this moment. */
  burst(counts: BurstNews): void
  /** Posts on the map: those of this moment, or after a jump the latest. */
  stream(news: StreamNews, whole: boolean): void
  /** All views are about to be replaced. */
  reset(): void
}

/** Changes between two checkpoints. One costs a few bytes, because views are never changed in place. */
const APART = 256
/** Lines that are kept of the chat when the replay jumps. */
const MOST_LINES = 100
/** Posts that are kept of the map when the replay jumps. */
const MOST_POSTS = 50

interface Views {
  channels: Partial<Record<FeatureName, unknown>>
  stream: StreamNews
}

/** What the map shows before the first post. */
export const NO_POSTS: StreamNews = {
  posts: [],
  rate: 0,
  feed: { name: 'recording', state: 'connecting', trouble: null },
}
const NOTHING: Views = { channels: {}, stream: NO_POSTS }

export interface Player {
  /** Shows what the room saw at this time, in ms. A `jump` shows only the result. */
  show(ms: number, jump?: boolean): void
}

export function createPlayer({ changes }: Recording, screen: Screen): Player {
  /** The changes before this index are shown. */
  let next = 0
  let now = -1
  const checkpoints: { index: number; views: Views }[] = []

  function play(ms: number): void {
    for (let change = changes[next]; change && change[0] <= ms; change = changes[++next]) {
      if (change[1] === BURSTS) screen.burst(change[2])
      else if (change[1] === STREAM) screen.stream(change[2], false)
      else screen.apply(change[1], change[2], change[3] === 1)
    }
  }

  /** Folds quietly from the last checkpoint before, and hands over each view once. */
  function jump(ms: number): void {
    const from = checkpoints.findLast(({ index }) => (changes[index - 1]?.[0] ?? 0) <= ms)
    let views = from?.views ?? NOTHING
    next = from?.index ?? 0
    for (let change = changes[next]; change && change[0] <= ms; change = changes[next]) {
      views = folded(views, change)
      next += 1
      if (next % APART === 0 && next > (checkpoints.at(-1)?.index ?? 0))
        checkpoints.push({ index: next, views })
    }
    screen.reset()
    screen.stream(views.stream, true)
    for (const [channel, view] of Object.entries(views.channels))
      screen.apply(channel as FeatureName, view, true)
  }

  return {
    show(ms, jumps = false) {
      if (jumps || ms < now) jump(ms)
      else play(ms)
      now = ms
    },
  }
}

function folded(views: Views, [, channel, news, whole]: Change): Views {
  if (channel === BURSTS) return views
  const { channels, stream } = views
  if (channel === STREAM) return { channels, stream: withPosts(stream, news) }
  const view = whole === 1 ? news : merge(channel, channels[channel] as never, news as never)
  return {
    stream,
    channels: { ...channels, [channel]: channel === 'chat' ? newest(view as View['chat']) : view },
  }
}

/** What the map shows after this news. */
export function withPosts({ posts }: StreamNews, news: StreamNews): StreamNews {
  return { ...news, posts: news.feed.state === 'off' ? [] : [...posts, ...news.posts].slice(-MOST_POSTS) }
}

function newest(chat: View['chat']): View['chat'] {
  return chat.items.length <= 2 * MOST_LINES
    ? chat
    : { ...chat, items: chat.items.slice(-MOST_LINES), earlier: false }
}
