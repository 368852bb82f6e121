/** A connection to a recording: live elements subscribe to it as to a talk, and can send nothing. */
import type { Connection } from '../../client/connection/connection.ts'
import type { Health } from '../../client/connection/checks.ts'
import { createStore } from '../../client/connection/store.ts'
import { connectionWithoutServer } from '../../client/connection/without-server.ts'
import type { PostsNews } from '../../protocol/post.ts'
import type { BurstNews } from '../../protocol/reactions.ts'
import type { StreamNews } from '../../protocol/replay/recording.ts'
import { withPosts, type Screen } from './player.ts'

export interface ReplayConnection extends Screen {
  connection: Connection
  /** Tells elements that show a clock what time it is in the replay, in ms since 1970. */
  tellTime(at: number): void
}

/** The clock of the replay differs from this computer's by a steady offset while it plays. */
const CLOCK_MS = 400

export function replayConnection(): ReplayConnection {
  const store = createStore()
  const bursts = new Set<(counts: BurstNews) => void>()
  const maps = new Set<(news: PostsNews) => void>()
  /** What a map that is shown now begins with. */
  let latest: StreamNews | undefined
  let turn = 0
  const health = new Set<(health: Health) => void>()
  let offsetMs = 0
  let epoch = 0
  const read = (): Health => ({ checked: true, lost: false, roundTripMs: 0, offsetMs })

  const connection: Connection = {
    ...connectionWithoutServer(store),
    listen(name, listener) {
      if (name === 'stream') {
        maps.add(listener as never)
        if (latest) listener({ ...latest, turn } as never)
        return () => maps.delete(listener as never)
      }
      if (name !== 'bursts') return () => {}
      bursts.add(listener as never)
      return () => bursts.delete(listener as never)
    },
    onHealth(listener) {
      health.add(listener)
      listener(read())
      return () => health.delete(listener)
    },
    probe: () => Promise.resolve({ roundTripMs: 0, offsetMs }),
  }
  return {
    connection,
    reset() {
      epoch += 1
    },
    apply(channel, change, whole) {
      const seq = store.seq(channel)
      store.apply(String(epoch), channel, whole ? 0 : seq, seq + 1, change as never)
    },
    burst(counts) {
      for (const listener of bursts) listener(counts)
    },
    stream(news, whole) {
      latest = whole || !latest ? news : withPosts(latest, news)
      if (whole) turn += 1
      for (const listener of maps) listener({ ...news, turn })
    },
    tellTime(at) {
      const offset = at - Date.now()
      if (Math.abs(offset - offsetMs) < CLOCK_MS) return
      offsetMs = offset
      for (const listener of health) listener(read())
    },
  }
}
