/** The report about this node for presenters, for other nodes and for metrics. */
import type { DeckWarning } from '../../protocol/deck.ts'
import type { TalkId } from '../../protocol/ids.ts'
import type { Counts } from '../../protocol/room.ts'
import type { NodeHealth, ServerView } from '../../protocol/server-view.ts'
import type { LastError } from './last-error.ts'
import type { Figures } from './metrics.ts'
import type { Posts } from '../feeds/hub.ts'
import type { Room } from '../room/room.ts'
import type { Talk } from '../talk/talk.ts'
import type { Watchdog } from './watchdog.ts'

export interface NodeReport {
  view(talk: Talk): ServerView
  /** `refused` has the refused sockets, by reason. */
  figures(refused: Counts): Figures
}

export interface NodeReportParts {
  rooms: ReadonlyMap<TalkId, Room>
  posts: Pick<Posts, 'status'>
  /** Why a talk shows an earlier version of its deck. */
  deck: (talk: TalkId) => DeckWarning | null
}

/** The state of this node, for the presenters on all nodes. */
export function nodeHealth(
  talk: Talk,
  watchdog: Watchdog,
  lastError: Pick<LastError, 'last'> | undefined,
): NodeHealth {
  return {
    seq: talk.state.seq,
    saved: talk.saved,
    lagMs: watchdog.lagMs(),
    memory: process.memoryUsage.rss(),
    trouble: watchdog.trouble(),
    fault: lastError?.last() ?? null,
  }
}

export function createNodeReport({ rooms, posts, deck }: NodeReportParts): NodeReport {
  return {
    view: (talk) => ({
      at: Date.now(),
      epoch: talk.epoch,
      seq: talk.state.seq,
      saved: talk.saved,
      feed: posts.status,
      deck: deck(talk.id),
      nodes: rooms.get(talk.id)?.presence.nodes() ?? [],
    }),
    figures: (refused) => ({
      talks: [...rooms.values()].map(({ talk, presence: heads, queues: lines }) => ({
        id: talk.id,
        followers: heads.here(),
        seq: talk.state.seq,
        saved: talk.saved,
        sent: lines.counts,
        waiting: lines.mostWaiting(),
      })),
      refused,
      feed: posts.status,
    }),
  }
}
