/** The report about this node for presenters, for other nodes and for metrics. */
import type { DeckWarning } from '../../protocol/deck.ts'
import type { TalkId } from '../../protocol/ids.ts'
import type { Counts } from '../../protocol/room.ts'
import type { NodeHealth, ServerView } from '../../protocol/server-view.ts'
import type { Faults } from './last-error.ts'
import type { LineCounts } from '../room/send-queues.ts'
import type { Figures } from './metrics.ts'
import type { Posts } from '../feeds/hub.ts'
import type { Room } from '../room/room.ts'
import type { Talk } from '../talk/talk.ts'
import type { Watchdog } from './watchdog.ts'

const NOTHING_SENT: LineCounts = { packets: 0, patches: 0, bytes: 0, dropped: 0, cut: 0 }

export interface NodeReport {
  health(talk: Talk): NodeHealth
  view(talk: Talk): ServerView
  figures(): Figures
}

export interface NodeReportParts {
  talks: ReadonlyMap<TalkId, Talk>
  /** Available once the gateway is open. */
  room: (talk: TalkId) => Pick<Room, 'heads' | 'lines'> | undefined
  /** Refused sockets, by reason. */
  refused: () => Counts
  posts: Pick<Posts, 'status'>
  watchdog: Watchdog
  faults: Pick<Faults, 'last'> | undefined
  /** Why a talk shows an earlier version of its deck. */
  deck: (talk: TalkId) => DeckWarning | null
}

export function createNodeReport(parts: NodeReportParts): NodeReport {
  const { talks, room, refused, posts, watchdog, faults, deck } = parts
  return {
    health: (talk) => ({
      seq: talk.state.seq,
      saved: talk.saved,
      lagMs: watchdog.lagMs(),
      memory: process.memoryUsage.rss(),
      trouble: watchdog.trouble(),
      fault: faults?.last() ?? null,
    }),
    view: (talk) => ({
      at: Date.now(),
      epoch: talk.epoch,
      seq: talk.state.seq,
      saved: talk.saved,
      feed: posts.status,
      deck: deck(talk.id),
      nodes: room(talk.id)?.heads.nodes() ?? [],
    }),
    figures: () => ({
      talks: [...talks.values()].map((talk) => ({
        id: talk.id,
        followers: room(talk.id)?.heads.here() ?? { audience: 0, stage: 0, presenter: 0 },
        seq: talk.state.seq,
        saved: talk.saved,
        sent: room(talk.id)?.lines.counts ?? NOTHING_SENT,
        waiting: room(talk.id)?.lines.mostWaiting() ?? 0,
      })),
      refused: refused(),
      feed: posts.status,
    }),
  }
}
