/**
 * The bounded queue of each browser of one talk, and the one way to send to them. A browser that does not keep up is sent
 * nothing and its calls wait. Once it has read everything it is sent what it missed; one that is too slow is cut.
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

/** Whoever is behind for this long is cut; it comes back and gets what it missed. */
const CUT_AFTER_MS = 5000
const LOOK_EVERY_MS = 250
/** Characters of what a browser says while it is behind; one that says more is cut. */
const MOST_HELD = 64 * 1024
/** Browsers that are sent a tick's news in one turn of the event loop, so that a move need not wait for all. */
const SLICE = 250

/** Up to which entry of which epoch a browser has a channel. */
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

/** What a browser was not sent, as what it has of those channels, and what it said meanwhile. */
interface Behind {
  since: number
  channels: Map<ChannelName, Known>
  /** What it said and what it is to be answered, in order. */
  held: { said: string; act: (said: unknown[]) => void }[]
  heldSize: number
}

export interface SendQueuesParts {
  /** Sends a browser that keeps up again what it missed of these channels. */
  catchUp(receiver: Receiver, missed: ReadonlyMap<ChannelName, Known>): void
}

/** A packet for many, or one that is made for each of them. */
type Packet = SharedPacket | ((receiver: Receiver) => SharedPacket)

/** What a packet says. */
interface News {
  channel: ChannelName
  /** What its receivers have of the channel before it; left out for a signal. */
  known?: Known
}

export interface SendCounts {
  packets: number
  /** Of the packets, those that carried a patch. */
  patches: number
  /** Without those of answers. */
  bytes: number
  /** Signals left out for browsers that are behind. */
  dropped: number
  /** Browsers cut because they stayed behind. */
  cut: number
}

export interface SendQueues {
  readonly of: Record<Role, Set<Receiver>>
  /** Counts since the start, for whoever watches the server. */
  readonly counts: SendCounts
  add(receiver: Receiver): void
  remove(receiver: Receiver): void
  /** Something fleeting: a browser that is behind does not get it. */
  signal(roles: readonly Role[], packet: SharedPacket): void
  /** To all of these at once. */
  send(receivers: ReadonlySet<Receiver>, packet: Packet, news: News): void
  /** To all of these in slices, in order with other slices. */
  sendInSlices(receivers: ReadonlySet<Receiver>, packet: Packet, news: News): void
  /** To one browser that has a channel up to `known`, in order with everything else. It is not made before it fits. */
  open(receiver: Receiver, news: News, opening: () => SharedPacket): void
  /** Acts on what a browser said, once it has read what waits for it. */
  hear(receiver: Receiver, said: unknown[], act: (said: unknown[]) => void): void
  /** Sends the answer to something that it said, once it fits. */
  answer(receiver: Receiver, send: () => void): void
  /** Bytes that wait for the browser for which the most waits. */
  mostWaiting(): number
  close(): void
}

export function byRole<T>(): Record<Role, Set<T>> {
  return { presenter: new Set(), moderator: new Set(), stage: new Set(), audience: new Set() }
}

export function signalPacket<N extends SignalName>(name: N, news: SignalNews<N>): SharedPacket {
  return sharePacket(`2${JSON.stringify(['signal', name, news])}`)
}

/** Without `own` the receivers' own part is as it was. */
export function patchPacket<N extends FeatureName>(
  epoch: Epoch,
  channel: N,
  { from, to, change }: Patch<N>,
  own?: Own[N] | null,
): SharedPacket {
  const told = own === undefined ? [] : [own]
  return sharePacket(`2${JSON.stringify(['patch', epoch, channel, from, to, change, ...told])}`)
}

export function createSendQueues({ catchUp }: SendQueuesParts, now = Date.now): SendQueues {
  const of = byRole<Receiver>()
  const counts: SendCounts = { packets: 0, patches: 0, bytes: 0, dropped: 0, cut: 0 }
  const behind = new Set<Receiver>()
  let looking: NodeJS.Timeout | undefined
  /** The slices that are on their way, one job after the other. */
  let sending: Promise<void> | undefined
  const jobs: (() => Promise<void>)[] = []
  let closed = false

  /** Undefined when it was sent, else what this browser misses from now on. */
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

  /** What it has of a channel is what it had when it missed something of it for the first time. */
  function miss({ channels }: Behind, channel: ChannelName, known: Known = NOTHING): void {
    if (!channels.has(channel)) channels.set(channel, known)
  }

  /** Undefined when something may be made for this browser, else what it misses from now on. */
  function noRoom(receiver: Receiver): Behind | undefined {
    return receiver.behind ?? (isFull(receiver.connection) ? fallBehind(receiver) : undefined)
  }

  function fallBehind(receiver: Receiver): Behind {
    receiver.behind = { since: now(), channels: new Map(), held: [], heldSize: 0 }
    behind.add(receiver)
    // A browser that reads well is only behind until this turn's bytes have left.
    setImmediate(lookAt, receiver)
    looking ??= setInterval(look, LOOK_EVERY_MS)
    return receiver.behind
  }

  function hear(receiver: Receiver, said: unknown[], act: (said: unknown[]) => void): void {
    const missed = noRoom(receiver)
    if (!missed) return act(said)
    // No call nests so deeply, and to write it as text could exhaust the stack.
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
      // What came before may fill the queue again; then the others wait once more.
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
      // Who subscribes from now on gets what this news says with the opening.
      const subscribed = [...receivers]
      jobs.push(async () => {
        let told = 0
        for (const receiver of subscribed) {
          if (told > 0 && told % SLICE === 0) await new Promise((resolve) => setImmediate(resolve))
          told += 1
          if (receivers.has(receiver)) deliverNews(receiver, packet, news)
        }
      })
      sending ??= sendAll()
    },
    open(receiver, { channel, known = NOTHING }, opening) {
      const missed = noRoom(receiver)
      // The browser itself said what it has.
      if (missed) missed.channels.set(channel, known)
      else deliver(receiver, opening())
    },
    hear,
    answer: (receiver, send) =>
      hear(receiver, [], () => {
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
