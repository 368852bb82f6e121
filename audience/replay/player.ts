/** Plays a recording: what the room's views are at any time, forwards change by change, backwards from the start. */
import type { FeatureName } from '../../protocol/features/index.ts'
import { merge } from '../../protocol/merge.ts'
import type { BurstNews } from '../../protocol/reactions.ts'
import { BURSTS, type Change, type Recording } from '../../protocol/replay/recording.ts'
import type { View } from '../../protocol/view.ts'

/** Where the views go. */
export interface Screen {
  /** A view, or a change of the one before. */
  apply(channel: FeatureName, change: unknown, whole: boolean): void
  /** Reactions of this moment. */
  burst(counts: BurstNews): void
  /** All views are about to be replaced. */
  reset(): void
}

/** Changes between two checkpoints. One costs a few bytes, because views are never changed in place. */
const APART = 256
/** Lines that are kept of the chat when the replay jumps. */
const MOST_LINES = 100

type Views = Partial<Record<FeatureName, unknown>>

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
      else screen.apply(change[1], change[2], change[3] === 1)
    }
  }

  /** Folds quietly from the last checkpoint before, and hands over each view once. */
  function jump(ms: number): void {
    const from = checkpoints.findLast(({ index }) => (changes[index - 1]?.[0] ?? 0) <= ms)
    let views = from?.views ?? {}
    next = from?.index ?? 0
    for (let change = changes[next]; change && change[0] <= ms; change = changes[next]) {
      views = folded(views, change)
      next += 1
      if (next % APART === 0 && next > (checkpoints.at(-1)?.index ?? 0))
        checkpoints.push({ index: next, views })
    }
    screen.reset()
    for (const [channel, view] of Object.entries(views)) screen.apply(channel as FeatureName, view, true)
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
  const view = whole === 1 ? news : merge(channel, views[channel] as never, news as never)
  return { ...views, [channel]: channel === 'chat' ? newest(view as View['chat']) : view }
}

function newest(chat: View['chat']): View['chat'] {
  return chat.items.length <= 2 * MOST_LINES
    ? chat
    : { ...chat, items: chat.items.slice(-MOST_LINES), earlier: false }
}
