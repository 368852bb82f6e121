/**
 * The browsers of one talk as the sender sees them, and the one way by which they are told anything: each has a bounded
 * queue. Whoever cannot keep up is neither told nor heard for a while, and then told everything at once, since what
 * it has; whoever is too slow for that is cut.
 */
import type { Socket as Connection } from 'engine.io'
import type { Epoch } from '../../protocol/ids.ts'
import type { Role } from '../../protocol/role.ts'
import { canWait, type TopicName } from '../../protocol/topics.ts'
import { MAX_DEPTH, shallow, type News } from '../../protocol/wire.ts'
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
/** Browsers that are told a topic's news in one turn of the event loop, so that a move need not wait for all. */
const SLICE = 250

/** Whoever has missed a part of its greeting is greeted like a newcomer. */
const FROM_THE_START = { epoch: undefined, seq: 0 }

/** One browser's connection. */
export interface Line {
  readonly connection: Connection
  readonly role: Role
  /** Set while it is behind. */
  behind: Behind | undefined
}

/** What a browser was not told, as the numbers up to which it knows, and what it said meanwhile. */
interface Behind {
  since: number
  patch?: { epoch: Epoch | undefined; seq: number }
  topics: Map<TopicName, number>
  /** What it said and what it is to be answered, in order. */
  held: { said: string; act: (said: unknown[]) => void }[]
  heldSize: number
}

export interface LinesParts {
  /** Tells a browser that keeps up again what it missed. */
  catchUp(line: Line, missed: Pick<Behind, 'patch' | 'topics'>): void
  /** True while the process cannot keep up: topics of which the next news says it all are left out. */
  pressure?: () => boolean
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
  readonly of: Record<Role, ReadonlySet<Line>>
  /** Counts since the start, for whoever watches the server. */
  readonly counts: Readonly<LineCounts>
  add(line: Line): void
  remove(line: Line): void
  /** Something fleeting: whoever is behind does not get it. */
  signal(roles: readonly Role[], packet: SharedPacket): void
  /** A patch to all of a role at once; `epoch` and `from` are what its receivers must have. */
  patch(role: Role, packet: SharedPacket, epoch: Epoch, from: number): void
  /** News of a topic, in slices and in order; `known` is how far its receivers know the topic. */
  topic(lines: ReadonlySet<Line>, packet: SharedPacket, topic: TopicName, known: number): void
  /** A greeting's words to one browser, in order with everything else. When they do not fit, it is greeted later. */
  greet(line: Line, packet: SharedPacket): void
  /** A topic's opening to one browser that knows the topic up to `since`; it is not made before it fits. */
  open(line: Line, topic: TopicName, since: number, opening: () => SharedPacket): void
  /** Acts on what a browser said, once it has read what waits for it. */
  hear(line: Line, said: unknown[], act: (said: unknown[]) => void): void
  /** Sends the answer to something that it said, once it fits. */
  answer(line: Line, send: () => void): void
  /** Bytes that wait for the browser for which the most waits. */
  mostWaiting(): number
  close(): void
}

export function packetOf<N extends keyof News>(name: N, ...args: Parameters<News[N]>): SharedPacket {
  return sharePacket(`2${JSON.stringify([name, ...args])}`)
}

export function createLines({ catchUp, pressure = () => false }: LinesParts, now = Date.now): Lines {
  const of: Record<Role, Set<Line>> = {
    presenter: new Set(),
    moderator: new Set(),
    stage: new Set(),
    audience: new Set(),
  }
  const counts: LineCounts = { packets: 0, patches: 0, bytes: 0, dropped: 0, cut: 0 }
  const behind = new Set<Line>()
  let looking: NodeJS.Timeout | undefined
  /** The news of topics that are on their way, one after the other. */
  let sending: Promise<void> | undefined
  const jobs: (() => Promise<void>)[] = []
  let closed = false

  /** Undefined when it was sent, else what this browser misses from now on. */
  function deliver(line: Line, packet: SharedPacket): Behind | undefined {
    if (line.behind) return line.behind
    if (!sendShared(line.connection, packet)) return fallBehind(line)
    counts.packets += 1
    counts.bytes += packet.frame.length
    return undefined
  }

  /** Undefined when something may be made for this browser, else what it misses from now on. */
  function noRoom(line: Line): Behind | undefined {
    return line.behind ?? (isFull(line.connection) ? fallBehind(line) : undefined)
  }

  function fallBehind(line: Line): Behind {
    line.behind = { since: now(), topics: new Map(), held: [], heldSize: 0 }
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
    catchUp(line, missed)
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
    patch(role, packet, epoch, seq) {
      for (const line of of[role]) {
        const missed = deliver(line, packet)
        if (missed) missed.patch ??= { epoch, seq }
        else counts.patches += 1
      }
    },
    topic(lines, packet, topic, known) {
      if (canWait(topic) && pressure()) return void (counts.dropped += lines.size)
      // Whoever begins to watch from now on is told what this news says as part of the opening.
      const receivers = [...lines]
      jobs.push(async () => {
        let told = 0
        for (const line of receivers) {
          if (told > 0 && told % SLICE === 0) await new Promise((resolve) => setImmediate(resolve))
          told += 1
          if (!lines.has(line)) continue
          const missed = deliver(line, packet)
          if (missed && !missed.topics.has(topic)) missed.topics.set(topic, known)
        }
      })
      sending ??= sendAll()
    },
    greet(line, packet) {
      const missed = deliver(line, packet)
      if (missed) missed.patch = FROM_THE_START
    },
    open(line, topic, since, opening) {
      const missed = noRoom(line)
      if (missed) missed.topics.set(topic, since)
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
