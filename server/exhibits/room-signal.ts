/** The room as a signal: counts of browsers, round trips and nodes, sent together and only when they have changed. */
import type { RoomNews } from '../../protocol/room.ts'
import type { RoomCount } from '../room/presence.ts'
import type { Talk } from '../talk/talk.ts'
import type { SignalSource } from '../room/signal-channels.ts'

const TICK_MS = 500
/** This many kinds of browsers are named; the rest count as other. */
const MOST_AGENTS = 24

export function roomSignal(talk: Pick<Talk, 'state'>, count: () => RoomCount): SignalSource<'room'> {
  const read = (pings: number): RoomNews => {
    const room = count()
    return { ...room, agents: mostSeen(room.agents), pings, seq: talk.state.seq }
  }
  return {
    opening: () => read(0),
    start(tell) {
      let pings = count().pings
      let newest = JSON.stringify(read(0))
      const timer = setInterval(() => {
        const room = read(0)
        const all = count().pings
        // When a node is removed, its count is too.
        const answered = Math.max(0, all - pings)
        pings = all
        const now = JSON.stringify(room)
        if (answered === 0 && now === newest) return
        newest = now
        tell({ ...room, pings: answered })
      }, TICK_MS)
      return () => clearInterval(timer)
    },
  }
}

/** Headers may have any content, which must not increase the size of what everybody gets. */
function mostSeen(agents: RoomNews['agents']): RoomNews['agents'] {
  const sorted = Object.entries(agents).toSorted(([, a], [, b]) => b - a)
  if (sorted.length <= MOST_AGENTS) return agents
  const kept = Object.fromEntries(sorted.slice(0, MOST_AGENTS))
  const rest = sorted.slice(MOST_AGENTS).reduce((all, [, by]) => all + by, 0)
  return { ...kept, other: (kept['other'] ?? 0) + rest }
}
