/**
 * The bounded queue of each browser of one talk, and the only way to send to them. A browser that is behind is sent
 * nothing, and its calls wait. When it has read everything, it gets what it missed. A browser that is too slow is cut.
 */
import type { Socket as Connection } from 'engine.io'
import type { FeatureName } from '../../protocol/features/index.ts'
import type { Epoch } from '../../protocol/ids.ts'
import type { ChannelName } from '../../protocol/channels.ts'
import type { Role, Who } from '../../protocol/role.ts'
import type { SignalName, SignalNews } from '../../protocol/signals.ts'
import type { Own, Patch } from '../../protocol/view.ts'
import { MAX_DEPTH, shallow } from '../../protocol/wire.ts'
import {
  dropConnection,
  isFull,
  sendShared,
  sharePacket,
  waitingOf,
  type SharedPacket,
} from '../transport/shared-frame.ts'

/** A browser that is behind for this long is cut. It reconnects and gets what it missed. */
const CUT_AFTER_MS = 5000
const LOOK_EVERY_MS = 250
/** Characters that a browser may send while it is behind. If it sends more, it is cut. */
const MOST_HELD = 64 * 1024
/** Browsers that get a tick in one turn of the event loop, so that a move need not wait for all of them. */
const SLICE = 250

/** The epoch and entry up to which a browser has a channel. */
export interface Known {
  epoch: Epoch | undefined
  seq: number
}

const NOTHING: Known = { epoch: undefined, seq: 0 }

/** One browser's connection. */
export interface Receiver {
  readonly connection: Connection
  readonly role: Role
  readonly who: Pick<Who, 'id'>
  /** Set while it is behind. */
  behind: Behind | undefined
}

/** What a browser was not sent, as the numbers that it has of those channels, and the packets that it sent meanwhile. */
interface Behind {
  since: number
  channels: Map<ChannelName, Known>
  /** Its packets and the answers to them, in order. */
  held: { said: string; act: (said: unknown[]) => void }[]
  heldSize: number
}

export interface SendQueuesParts {
  /** Sends a browser that is no longer behind what it missed of these channels. */
  catchUp(receiver: Receiver, missed: ReadonlyMap<ChannelName, Known>): void
}

/** A packet for many browsers, or a function that makes one for each. */
type Packet = SharedPacket | ((receiver: Receiver) => SharedPacket)

/** The content of a packet. */
interface News {
  channel: ChannelName
  /** What its receivers have of the channel before it; absent for a signal. */
  known?: Known
}

export interface SendCounts {
  packets: number
  /** The number of those packets that carried a patch. */
  patches: number
  /** Without those of answers. */
  bytes: number
  /** Signals that were dropped for browsers that are behind. */
  dropped: number
  /** Browsers that were cut because they stayed behind. */
  cut: number
}

export interface SendQueues {
  readonly of: Record<Role, Set<Receiver>>
  /** Counts since the start, for the metrics. */
  readonly counts: SendCounts
  add(receiver: Receiver): void
  remove(receiver: Receiver): void
  /** Something temporary: a browser that is behind does not get it. */
  signal(roles: readonly Role[], packet: SharedPacket): void
  /** To all of these at once. */
  send(receivers: ReadonlySet<Receiver>, packet: Packet, news: News): void
  /** To all of these in slices, in order with other slices. */
  sendInSlices(receivers: ReadonlySet<Receiver>, packet: Packet, news: News): void
  /** To one browser that has a channel up to `known`, in order with everything else. It is made only when it fits. */
  open(receiver: Receiver, news: News, opening: () => SharedPacket): void
  /** Acts on a browser's packet, once the browser has read what waits for it. */
  receive(receiver: Receiver, said: unknown[], act: (said: unknown[]) => void): void
  /** Sends the answer to a packet of the browser, once it fits. */
  answer(receiver: Receiver, send: () => void): void
  /** Bytes that wait for the browser with the largest queue. */
  mostWaiting(): number
  close(): void
}

export function byRole<T>(): Record<Role, Set<T>> {
  return { presenter: new Set(), moderator: new Set(), stage: new Set(), audience: new Set() }
}

export function signalPacket<N extends SignalName>(name: N, news: SignalNews<N>): SharedPacket {
  return sharePacket(`2${JSON.stringify(['signal', name, news])}`)
}

/** Without `own`, the receivers' own data is unchanged. */
export function patchPacket<N extends FeatureName>(
  epoch: Epoch,
  channel: N,
  { from, to, change }: Patch<N>,
  own?: Own[N] | null,
): SharedPacket {
  const personal = own === undefined ? [] : [own]
  return sharePacket(`2${JSON.stringify(['patch', epoch, channel, from, to, change, ...personal])}`)
}

export function createSendQueues({ catchUp }: SendQueuesParts, now = Date.now): SendQueues {
  const of = byRole<Receiver>()
  const counts: SendCounts = { packets: 0, patches: 0, bytes: 0, dropped: 0, cut: 0 }
  const behind = new Set<Receiver>()
  let looking: NodeJS.Timeout | undefined
  /** The slices that are being sent, one job after the other. */
  let sending: Promise<void> | undefined
  const jobs: (() => Promise<void>)[] = []
  let closed = false

  /** Undefined if it was sent, else the record of what this browser misses. */
  function deliver(receiver: Receiver, packet: Packet): Behind | undefined {
    if (receiver.behind) return receiver.behind
    const shared = typeof packet === 'function' ? packet(receiver) : packet
    if (!sendShared(receiver.connection, shared)) return fallBehind(receiver)
    counts.packets += 1
    counts.bytes += shared.frame.length
    return undefined
  }

  function deliverNews(receiver: Receiver, packet: Packet, { channel, known }: News): void {
    const missed = deliver(receiver, packet)
    if (missed) miss(missed, channel, known)
    else if (known) counts.patches += 1
  }

  /** The number that it had of a channel when it first missed something of it. */
  function miss({ channels }: Behind, channel: ChannelName, known: Known = NOTHING): void {
    if (!channels.has(channel)) channels.set(channel, known)
  }

  /** Undefined if a packet may be made for this browser, else the record of what it misses. */
  function noRoom(receiver: Receiver): Behind | undefined {
    return receiver.behind ?? (isFull(receiver.connection) ? fallBehind(receiver) : undefined)
  }

  function fallBehind(receiver: Receiver): Behind {
    receiver.behind = { since: now(), channels: new Map(), held: [], heldSize: 0 }
    behind.add(receiver)
    // A browser that reads quickly is behind only until this turn's bytes have been sent.
    setImmediate(lookAt, receiver)
    looking ??= setInterval(look, LOOK_EVERY_MS)
    return receiver.behind
  }

  function receive(receiver: Receiver, said: unknown[], act: (said: unknown[]) => void): void {
    const missed = noRoom(receiver)
    if (!missed) return act(said)
    // No valid call is nested this deeply, and serialising it could exhaust the stack.
    if (!shallow(said, MAX_DEPTH + 1)) return cut(receiver)
    // As text it takes as much memory as it counts.
    hold(receiver, missed, { said: JSON.stringify(said), act })
  }

  function hold(receiver: Receiver, missed: Behind, held: Behind['held'][number]): void {
    missed.held.push(held)
    missed.heldSize += held.said.length
    if (missed.heldSize > MOST_HELD) cut(receiver)
  }

  function cut(receiver: Receiver): void {
    forget(receiver)
    counts.cut += 1
    dropConnection(receiver.connection)
  }

  function look(): void {
    for (const receiver of behind) {
      if (receiver.behind && now() - receiver.behind.since > CUT_AFTER_MS && !hasRead(receiver)) cut(receiver)
      else lookAt(receiver)
    }
  }

  function hasRead({ connection }: Receiver): boolean {
    const { packets, bytes } = waitingOf(connection)
    return packets === 0 && bytes === 0
  }

  function lookAt(receiver: Receiver): void {
    const missed = receiver.behind
    if (!missed || !hasRead(receiver)) return
    forget(receiver)
    catchUp(receiver, missed.channels)
    for (const [i, { said, act }] of missed.held.entries()) {
      if (receiver.connection.readyState !== 'open') return
      // The first packets may fill the queue again; then the others wait once more.
      const again = noRoom(receiver)
      if (again) {
        for (const held of missed.held.slice(i)) hold(receiver, again, held)
        return
      }
      act(JSON.parse(said) as unknown[])
    }
  }

  function forget(receiver: Receiver): void {
    receiver.behind = undefined
    behind.delete(receiver)
    if (behind.size > 0) return
    clearInterval(looking)
    looking = undefined
  }

  async function sendAll(): Promise<void> {
    for (let job = jobs.shift(); job && !closed; job = jobs.shift()) await job()
    sending = undefined
  }

  return {
    of,
    counts,
    add: (receiver) => void of[receiver.role].add(receiver),
    remove(receiver) {
      of[receiver.role].delete(receiver)
      forget(receiver)
    },
    signal(roles, packet) {
      for (const role of roles)
        for (const receiver of of[role]) if (deliver(receiver, packet)) counts.dropped += 1
    },
    send(receivers, packet, news) {
      for (const receiver of receivers) deliverNews(receiver, packet, news)
    },
    sendInSlices(receivers, packet, news) {
      // A browser that subscribes after this gets the change with its opening patch.
      const subscribed = [...receivers]
      jobs.push(async () => {
        let count = 0
        for (const receiver of subscribed) {
          if (count > 0 && count % SLICE === 0) await new Promise((resolve) => setImmediate(resolve))
          count += 1
          if (receivers.has(receiver)) deliverNews(receiver, packet, news)
        }
      })
      sending ??= sendAll()
    },
    open(receiver, { channel, known = NOTHING }, opening) {
      const missed = noRoom(receiver)
      // The browser itself sent what it has.
      if (missed) missed.channels.set(channel, known)
      else deliver(receiver, opening())
    },
    receive,
    answer: (receiver, send) =>
      receive(receiver, [], () => {
        send()
        counts.packets += 1
      }),
    mostWaiting() {
      let most = 0
      for (const receivers of Object.values(of))
        for (const { connection } of receivers) most = Math.max(most, waitingOf(connection).bytes)
      return most
    },
    close() {
      closed = true
      clearInterval(looking)
      behind.clear()
    },
  }
}
