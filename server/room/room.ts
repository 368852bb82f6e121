/** The browsers of one open talk: greets them, tells them what changed, and how many they are. */
import { ROLES, type Role } from '../../protocol/role.ts'
import type { Headcount } from '../../protocol/room.ts'
import type { NodeHealth } from '../../protocol/server-view.ts'
import { signals, type SignalNews, type ToldSignal } from '../../protocol/signals.ts'
import { changesSince } from '../../protocol/view.ts'
import { countHeads, type Heads, type RoomCount } from './presence.ts'
import { createLines, packetOf, type Line, type Lines } from './send-queues.ts'
import type { TalkLog } from '../log/log.ts'
import { sendPatches } from './patches.ts'
import type { SharedPacket } from '../transport/shared-frame.ts'
import type { Talk } from '../talk/talk.ts'
import { tickMs } from './ticks.ts'
import { createTopicHub, type TopicHub, type TopicSources } from './topics.ts'

/** Browsers come back within this time after the line broke; a big room takes longer, up to the most. */
const CREW_BACK_MS = 300
const AUDIENCE_BACK_MS = 1000
const AUDIENCE_BACK_MOST_MS = 8000
/** A room for which the usual time is enough. */
const SMALL_ROOM = 1000

/** Greetings kept ready: browsers come back with few different numbers, unless they make them up. */
const MOST_HELLOS = 100
/** Those who run the talk come back first. */
const CREW: readonly Role[] = ['presenter', 'stage']

export interface RoomParts {
  log: TalkLog
  talk: Talk
  /** Browsers on this node, of all talks. */
  browsers: () => number
  sources: (count: () => RoomCount) => TopicSources
  /** How this node fares, for the presenters on the other nodes. */
  health: () => NodeHealth
  /** True while the process cannot keep up. */
  pressure: () => boolean
}

export interface Room {
  readonly talk: Talk
  readonly heads: Heads
  readonly topics: TopicHub
  readonly lines: Lines
  /** The first words to a browser: what it lacks, given what it had, and the signals of its role. */
  greet(line: Line, had: { epoch: string | undefined; seq: number } | undefined): void
  /** The server goes down on purpose: everybody hears within which time to come back. */
  sayRestart(): void
  close(): void
}

export function openRoom({ log, talk, browsers, sources, health, pressure }: RoomParts): Room {
  const lines = createLines({
    pressure,
    catchUp(line, { patch, topics: missed }) {
      if (patch) greet(line, patch)
      for (const [topic, since] of missed) topics.reopen(line, topic, since)
    },
  })
  function tell<N extends ToldSignal>(name: N, news: SignalNews<N>): void {
    lines.signal(signals[name].to, packetFor(name, news))
  }
  const tellHeads = (headcount: Headcount): void => {
    tell('headcount', headcount)
    tellSpread()
  }
  const heads = countHeads(log, talk.id, tellHeads, health)
  const topics = createTopicHub(
    sources(() => heads.room()),
    lines,
  )
  const hellos = new Map<string, SharedPacket>()
  const patches = ROLES.map((role) => sendPatches(lines, talk, role, () => tickMs(browsers())))
  let wasSaved = talk.saved
  const undo = talk.onChange(() => {
    hellos.clear()
    for (const each of patches) each.changed()
    if (talk.saved === wasSaved) return
    wasSaved = talk.saved
    tell('saved', wasSaved)
  })

  /** Encoded once for each number that browsers come with, not once for each browser. */
  function helloFrom(since: number, role: Role): SharedPacket {
    const key = `${role} ${since}`
    const known = hellos.get(key)
    if (known) return known
    const { epoch, state } = talk
    if (hellos.size >= MOST_HELLOS) hellos.clear()
    const made = packetOf('patch', epoch, since, state.seq, changesSince(state, since, role))
    hellos.set(key, made)
    return made
  }

  function greet(line: Line, had: { epoch: string | undefined; seq: number } | undefined): void {
    const knows = had?.epoch === talk.epoch && had.seq <= talk.state.seq
    lines.greet(line, helloFrom(knows ? had.seq : 0, line.role))
    const within = spreadOf(line.role, browsers())
    const known = heads.latest()
    if (within > AUDIENCE_BACK_MS) open(line, 'spread', within)
    if (known) open(line, 'headcount', known)
    open(line, 'saved', talk.saved)
  }

  function open<N extends ToldSignal>(line: Line, name: N, news: SignalNews<N>): void {
    if (signals[name].to.includes(line.role)) lines.greet(line, packetFor(name, news))
  }

  let spread = AUDIENCE_BACK_MS
  /** Rarely: only when the room has become twice as big, or half. */
  function tellSpread(): void {
    const now = spreadOf('audience', browsers())
    if (now === spread) return
    spread = now
    tell('spread', now)
  }

  return {
    talk,
    heads,
    topics,
    lines,
    greet,
    sayRestart() {
      for (const role of ROLES) lines.signal([role], packetOf('restart', spreadOf(role, browsers())))
    },
    close() {
      heads.close()
      topics.close()
      lines.close()
      for (const each of patches) each.close()
      undo()
    },
  }
}

function packetFor<N extends ToldSignal>(name: N, news: SignalNews<N>): SharedPacket {
  return packetOf<ToldSignal>(name, ...([news] as never))
}

/** Within how many ms a browser comes back after the line broke: a step of 1, 2, 4 or 8 s. */
function spreadOf(role: Role, browsers: number): number {
  if (CREW.includes(role)) return CREW_BACK_MS
  const steps = Math.ceil(Math.log2(Math.max(1, browsers / SMALL_ROOM)))
  return Math.min(AUDIENCE_BACK_MS * 2 ** steps, AUDIENCE_BACK_MOST_MS)
}
