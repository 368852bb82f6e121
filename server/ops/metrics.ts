/** Prometheus metrics of one server: counters that hooks increment, and gauges that are read at a scrape. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { TalkId } from '../../protocol/ids.ts'
import type { Counts } from '../../protocol/room.ts'
import type { FeedStatus } from '../../protocol/post.ts'
import type { Headcount } from '../../protocol/room.ts'
import type { SendCounts } from '../room/send-queues.ts'
import type { Instrumentation } from '../talk/instrumentation.ts'

/** Values that are read at the time of a scrape. */
export interface Figures {
  talks: {
    id: TalkId
    /** Presence: browsers of this node. */
    followers: Headcount
    seq: number
    /** False while the log cannot be written, and moves are shown without being stored. */
    saved: boolean
    /** What was handed to its sockets since the start. */
    sent: SendCounts
    /** Bytes in the largest send queue of all its sockets. */
    waiting: number
  }[]
  /** Sockets refused before they were open, by reason, since the start. */
  refused: Counts
  feed: FeedStatus
}

export interface Metrics {
  readonly instrumentation: Instrumentation
  /** Sets the source of the gauges, once the server is open. */
  read(figures: () => Figures): void
  readonly contentType: string
  /** All metrics in Prometheus's text format. */
  text(): Promise<string>
}

const FEED_STATES: FeedStatus['state'][] = ['live', 'connecting', 'fallback', 'off']
/** A durable write takes a millisecond on a laptop's disk, and longer over a network. */
const WRITE_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  let figures: (() => Figures) | undefined

  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> =>
    new Counter({ name, help, labelNames, registers })
  /** Set again at each scrape, so that a removed talk or state leaves no value. */
  function read<L extends string>(
    kind: typeof Gauge | typeof Counter,
    name: string,
    help: string,
    labelNames: readonly L[],
    each: (now: Figures, set: (labels: Record<L, string>, value: number) => void) => void,
  ): void {
    const made = new kind<L>({ name, help, labelNames, registers: [], collect })
    registry.registerMetric(made)
    function collect(): void {
      made.reset()
      if (figures) each(figures(), (labels, value) => made.inc(labels as never, value))
    }
  }

  const intents = counter('lectern_intents_total', 'Intents by type and result.', ['type', 'result'])
  const appends = new Histogram({
    name: 'lectern_append_seconds',
    help: 'Duration of one write to the log: `written`, `stale` if another node was faster, `failed`.',
    labelNames: ['result'],
    buckets: WRITE_SECONDS,
    registers,
  })
  const epochs = counter(
    'lectern_epoch_changes_total',
    'Logs that were lost or replaced while they were open.',
  )
  const faults = counter('lectern_faults_total', 'Log lines of level error.')

  read(Gauge, 'lectern_followers', 'Browsers connected to this node.', ['talk', 'role'], ({ talks }, set) => {
    for (const { id, followers } of talks)
      for (const [role, count] of Object.entries(followers)) set({ talk: id, role }, count)
  })
  const ofTalk = (
    kind: typeof Gauge | typeof Counter,
    name: string,
    help: string,
    value: (talk: Figures['talks'][number]) => number,
  ): void =>
    read(kind, name, help, ['talk'], ({ talks }, set) => {
      for (const talk of talks) set({ talk: talk.id }, value(talk))
    })
  ofTalk(Gauge, 'lectern_log_number', 'The newest entry that this node has folded.', ({ seq }) => seq)
  ofTalk(Gauge, 'lectern_unsaved', '1 while moves are shown without being stored.', ({ saved }) =>
    saved ? 0 : 1,
  )
  ofTalk(Counter, 'lectern_patches_sent_total', 'Patches handed to sockets.', ({ sent }) => sent.patches)
  ofTalk(
    Counter,
    'lectern_packets_sent_total',
    'Packets of all kinds handed to sockets.',
    ({ sent }) => sent.packets,
  )
  ofTalk(Counter, 'lectern_sent_bytes_total', 'Bytes of those packets.', ({ sent }) => sent.bytes)
  ofTalk(
    Counter,
    'lectern_signals_dropped_total',
    'Signals not sent to sockets that are behind.',
    ({ sent }) => sent.dropped,
  )
  ofTalk(
    Counter,
    'lectern_sockets_cut_total',
    'Sockets closed because they stayed behind.',
    ({ sent }) => sent.cut,
  )
  ofTalk(
    Gauge,
    'lectern_waiting_bytes',
    'Bytes in the largest send queue of all sockets.',
    ({ waiting }) => waiting,
  )
  read(
    Counter,
    'lectern_sockets_refused_total',
    'Sockets refused before they were open, by reason.',
    ['reason'],
    ({ refused }, set) => {
      for (const [reason, count] of Object.entries(refused)) set({ reason }, count)
    },
  )
  read(
    Gauge,
    'lectern_feed',
    '1 for the current state of the feed of posts.',
    ['feed', 'state'],
    ({ feed }, set) => {
      for (const state of FEED_STATES) set({ feed: feed.name, state }, feed.state === state ? 1 : 0)
    },
  )

  return {
    instrumentation: {
      intent: (type, result) => intents.inc({ type, result }),
      appended: (result, ms) => appends.observe({ result }, ms / 1000),
      epochChanged: () => epochs.inc(),
      fault: () => faults.inc(),
    },
    read: (given) => (figures = given),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  }
}
