/** The room as a topic: counts of browsers, round trips and nodes, told together and only when they changed. */
import type { RoomNews } from '../../protocol/room.ts'
import type { RoomCount } from '../room/presence.ts'
import type { Talk } from '../talk/talk.ts'
import type { SignalSource } from '../room/signal-channels.ts'

const TICK_MS = 500
/** Browsers of so many kinds are named; the rest are counted as other. */
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
      let told = JSON.stringify(read(0))
      const timer = setInterval(() => {
        const room = read(0)
        const all = count().pings
        // A node that has gone takes its count along.
        const answered = Math.max(0, all - pings)
        pings = all
        const now = JSON.stringify(room)
        if (answered === 0 && now === told) return
        told = now
        tell({ ...room, pings: answered })
      }, TICK_MS)
      return () => clearInterval(timer)
    },
  }
}

/** Headers can say anything: their number must not grow what everybody is sent. */
function mostSeen(agents: RoomNews['agents']): RoomNews['agents'] {
  const sorted = Object.entries(agents).toSorted(([, a], [, b]) => b - a)
  if (sorted.length <= MOST_AGENTS) return agents
  const kept = Object.fromEntries(sorted.slice(0, MOST_AGENTS))
  const rest = sorted.slice(MOST_AGENTS).reduce((all, [, by]) => all + by, 0)
  return { ...kept, other: (kept['other'] ?? 0) + rest }
}
