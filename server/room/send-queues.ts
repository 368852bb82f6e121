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
export interface Line {
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

export interface LinesParts {
  /** Sends a browser that keeps up again what it missed of these channels. */
  catchUp(line: Line, missed: ReadonlyMap<ChannelName, Known>): void
}

/** A packet for many, or one that is made for each of them. */
type Packet = SharedPacket | ((line: Line) => SharedPacket)

/** What a packet says. */
interface News {
  channel: ChannelName
  /** What its receivers have of the channel before it; left out for a signal. */
  known?: Known
}

export interface LineCounts {
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

export interface Lines {
  readonly of: Record<Role, Set<Line>>
  /** Counts since the start, for whoever watches the server. */
  readonly counts: LineCounts
  add(line: Line): void
  remove(line: Line): void
  /** Something fleeting: a browser that is behind does not get it. */
  signal(roles: readonly Role[], packet: SharedPacket): void
  /** To all of these at once. */
  send(lines: ReadonlySet<Line>, packet: Packet, news: News): void
  /** To all of these in slices, in order with other slices. */
  sendInSlices(lines: ReadonlySet<Line>, packet: Packet, news: News): void
  /** To one browser that has a channel up to `known`, in order with everything else. It is not made before it fits. */
  open(line: Line, news: News, opening: () => SharedPacket): void
  /** Acts on what a browser said, once it has read what waits for it. */
  hear(line: Line, said: unknown[], act: (said: unknown[]) => void): void
  /** Sends the answer to something that it said, once it fits. */
  answer(line: Line, send: () => void): void
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

export function createLines({ catchUp }: LinesParts, now = Date.now): Lines {
  const of = byRole<Line>()
  const counts: LineCounts = { packets: 0, patches: 0, bytes: 0, dropped: 0, cut: 0 }
  const behind = new Set<Line>()
  let looking: NodeJS.Timeout | undefined
  /** The slices that are on their way, one job after the other. */
  let sending: Promise<void> | undefined
  const jobs: (() => Promise<void>)[] = []
  let closed = false

  /** Undefined when it was sent, else what this browser misses from now on. */
  function deliver(line: Line, packet: Packet): Behind | undefined {
    if (line.behind) return line.behind
    const shared = typeof packet === 'function' ? packet(line) : packet
    if (!sendShared(line.connection, shared)) return fallBehind(line)
    counts.packets += 1
    counts.bytes += shared.frame.length
    return undefined
  }

  function deliverNews(line: Line, packet: Packet, { channel, known }: News): void {
    const missed = deliver(line, packet)
    if (missed) miss(missed, channel, known)
    else if (known) counts.patches += 1
  }

  /** What it has of a channel is what it had when it missed something of it for the first time. */
  function miss({ channels }: Behind, channel: ChannelName, known: Known = NOTHING): void {
    if (!channels.has(channel)) channels.set(channel, known)
  }

  /** Undefined when something may be made for this browser, else what it misses from now on. */
  function noRoom(line: Line): Behind | undefined {
    return line.behind ?? (isFull(line.connection) ? fallBehind(line) : undefined)
  }

  function fallBehind(line: Line): Behind {
    line.behind = { since: now(), channels: new Map(), held: [], heldSize: 0 }
    behind.add(line)
    // A browser that reads well is only behind until this turn's bytes have left.
    setImmediate(lookAt, line)
    looking ??= setInterval(look, LOOK_EVERY_MS)
    return line.behind
  }

  function hear(line: Line, said: unknown[], act: (said: unknown[]) => void): void {
    const missed = noRoom(line)
    if (!missed) return act(said)
    // No call nests so deeply, and to write it as text could exhaust the stack.
    if (!shallow(said, MAX_DEPTH + 1)) return cut(line)
    // As text it takes as much memory as it counts.
    hold(line, missed, { said: JSON.stringify(said), act })
  }

  function hold(line: Line, missed: Behind, held: Behind['held'][number]): void {
    missed.held.push(held)
    missed.heldSize += held.said.length
    if (missed.heldSize > MOST_HELD) cut(line)
  }

  function cut(line: Line): void {
    forget(line)
    counts.cut += 1
    dropConnection(line.connection)
  }

  function look(): void {
    for (const line of behind) {
      if (line.behind && now() - line.behind.since > CUT_AFTER_MS && !hasRead(line)) cut(line)
      else lookAt(line)
    }
  }

  function hasRead({ connection }: Line): boolean {
    const { packets, bytes } = waitingOf(connection)
    return packets === 0 && bytes === 0
  }

  function lookAt(line: Line): void {
    const missed = line.behind
    if (!missed || !hasRead(line)) return
    forget(line)
    catchUp(line, missed.channels)
    for (const [i, { said, act }] of missed.held.entries()) {
      if (line.connection.readyState !== 'open') return
      // What came before may fill the queue again; then the others wait once more.
      const again = noRoom(line)
      if (again) {
        for (const held of missed.held.slice(i)) hold(line, again, held)
        return
      }
      act(JSON.parse(said) as unknown[])
    }
  }

  function forget(line: Line): void {
    line.behind = undefined
    behind.delete(line)
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
    add: (line) => void of[line.role].add(line),
    remove(line) {
      of[line.role].delete(line)
      forget(line)
    },
    signal(roles, packet) {
      for (const role of roles) for (const line of of[role]) if (deliver(line, packet)) counts.dropped += 1
    },
    send(lines, packet, news) {
      for (const line of lines) deliverNews(line, packet, news)
    },
    sendInSlices(lines, packet, news) {
      // Who subscribes from now on gets what this news says with the opening.
      const receivers = [...lines]
      jobs.push(async () => {
        let told = 0
        for (const line of receivers) {
          if (told > 0 && told % SLICE === 0) await new Promise((resolve) => setImmediate(resolve))
          told += 1
          if (lines.has(line)) deliverNews(line, packet, news)
        }
      })
      sending ??= sendAll()
    },
    open(line, { channel, known = NOTHING }, opening) {
      const missed = noRoom(line)
      // The browser itself said what it has.
      if (missed) missed.channels.set(channel, known)
      else deliver(line, opening())
    },
    hear,
    answer: (line, send) =>
      hear(line, [], () => {
        send()
        counts.packets += 1
      }),
    mostWaiting() {
      let most = 0
      for (const lines of Object.values(of))
        for (const { connection } of lines) most = Math.max(most, waitingOf(connection).bytes)
      return most
    },
    close() {
      closed = true
      clearInterval(looking)
      behind.clear()
    },
  }
}
