/** Counts the browsers of a talk by role and transport, on this node and on the others: a signal, never in the log. */
import { randomUUID } from 'node:crypto'
import type { TalkId } from '../../protocol/ids.ts'
import type { Role } from '../../protocol/role.ts'
import type { Counts, Headcount, RoomNews } from '../../protocol/room.ts'
import type { NodeHealth, ServerNode } from '../../protocol/server-view.ts'
import { coalesce } from '../base/coalesce.ts'
import { parseAgent } from './user-agent.ts'
import type { HeadsSignal, TalkLog } from '../log/log.ts'

/** Changes are sent at most this often. */
const TICK_MS = 500
/** Each node repeats its count, so that the others notice when it died. */
const REPEAT_MS = 5_000
const FORGET_MS = 15_000

/** A browser that connects. Only counts of it are kept. */
interface Guest {
  role: Role
  /** Its User-Agent header. */
  agent: string | undefined
  /** Engine.IO's name of its transport. */
  transport: string
}

/** One browser in the count. */
export interface Seat {
  /** Its transport has changed. */
  carriedBy(transport: string): void
  /** The server has answered one of its pings. */
  pinged(): void
  leave(): void
}

/** `pings` counts all since the nodes have started. */
export type RoomCount = Omit<RoomNews, 'seq'>

export interface Presence {
  enter(guest: Guest): Seat
  /** The last count that was sent, if any. */
  latest(): Headcount | null
  room(): RoomCount
  /** The browsers of this node only, now. */
  here(): Headcount
  /** Each node that has recently sent its count, and its health; this node with its present health. */
  nodes(): ServerNode[]
  close(): void
}

/** `health` is what this node sends to the others about itself. */
export function createPresence(
  log: TalkLog,
  talk: TalkId,
  tell: (headcount: Headcount) => void,
  health: () => NodeHealth,
): Presence {
  const node = randomUUID()
  const here: Headcount = { audience: 0, stage: 0, presenter: 0 }
  const room: NonNullable<HeadsSignal['room']> = { transports: {}, agents: {}, pings: 0 }
  const nodes = new Map<string, { said: HeadsSignal; until: number }>()
  let latest: Headcount | null = null
  let closed = false

  const signal = (): void =>
    log.signal(talk, {
      about: 'heads',
      node,
      headcount: { ...here },
      room: structuredClone(room),
      health: health(),
    })
  const signalling = coalesce(signal, TICK_MS)
  const changed = (): void => {
    if (!closed) signalling.soon()
  }
  const unsubscribe = log.onSignal(talk, (said) => {
    if (said.about !== 'heads') return
    const now = performance.now()
    nodes.set(said.node, { said, until: now + FORGET_MS })
    const sum: Headcount = { audience: 0, stage: 0, presenter: 0 }
    for (const [name, known] of nodes) {
      if (known.until < now) nodes.delete(name)
      else for (const role of Object.keys(sum) as (keyof Headcount)[]) sum[role] += known.said.headcount[role]
    }
    if (JSON.stringify(sum) === JSON.stringify(latest)) return
    latest = sum
    tell(sum)
  })
  const repeat = setInterval(signal, REPEAT_MS)

  function count(role: Role, agent: string, transport: string, by: number): void {
    if (role !== 'moderator') here[role] += by
    add(room.agents, agent, by)
    add(room.transports, transport, by)
    changed()
  }

  /** A class, since there is one per browser and closures would take four times the memory. */
  class CountedSeat implements Seat {
    readonly #role: Role
    readonly #agent: string
    #transport: string

    constructor({ role, agent, transport }: Guest) {
      this.#role = role
      this.#agent = parseAgent(agent)
      this.#transport = transport
      count(role, this.#agent, transport, 1)
    }

    carriedBy(transport: string): void {
      add(room.transports, this.#transport, -1)
      add(room.transports, transport, 1)
      this.#transport = transport
      changed()
    }

    pinged(): void {
      room.pings += 1
      changed()
    }

    leave(): void {
      count(this.#role, this.#agent, this.#transport, -1)
    }
  }

  return {
    enter: (guest) => new CountedSeat(guest),
    latest: () => latest,
    room() {
      const sum: RoomCount = { browsers: 0, transports: {}, agents: {}, pings: 0, nodes: [] }
      for (const [name, { said }] of nodes) {
        const browsers = total(said.headcount)
        sum.browsers += browsers
        sum.nodes.push({ node: shortName(name), browsers, here: name === node })
        sum.pings += said.room?.pings ?? 0
        for (const [transport, by] of Object.entries(said.room?.transports ?? {}))
          add(sum.transports, transport, by)
        for (const [agent, by] of Object.entries(said.room?.agents ?? {})) add(sum.agents, agent, by)
      }
      sum.nodes.sort((a, b) => a.node.localeCompare(b.node))
      return sum
    },
    here: () => ({ ...here }),
    nodes() {
      const own: ServerNode = { ...health(), node: shortName(node), browsers: total(here), here: true }
      const others = [...nodes].filter(([name, { until }]) => name !== node && until > performance.now())
      const reported = others.map(([name, { said }]): ServerNode => ({
        ...said.health,
        node: shortName(name),
        browsers: total(said.headcount),
        here: false,
      }))
      return [own, ...reported].toSorted((a, b) => a.node.localeCompare(b.node))
    },
    close() {
      closed = true
      signalling.cancel()
      clearInterval(repeat)
      unsubscribe()
      // So the others need not wait until this node counts as dead.
      Object.assign(here, { audience: 0, stage: 0, presenter: 0 })
      Object.assign(room, { transports: {}, agents: {} })
      signal()
    },
  }
}

function shortName(node: string): string {
  return node.slice(0, 4)
}

function total(headcount: Headcount): number {
  return Object.values(headcount).reduce((all, each) => all + each, 0)
}

/** Names with a count of 0 are absent. */
function add(counts: Counts, name: string, by: number): void {
  const now = (counts[name] ?? 0) + by
  if (now > 0) counts[name] = now
  else delete counts[name]
}
