/** A connection to a recording: live elements subscribe to it as to a talk, and can send nothing. */
import type { Connection } from '../../client/connection/connection.ts'
import type { Health } from '../../client/connection/checks.ts'
import { createStore } from '../../client/connection/store.ts'
import { connectionWithoutServer } from '../../client/connection/without-server.ts'
import type { PostsNews } from '../../protocol/post.ts'
import type { BurstNews } from '../../protocol/reactions.ts'
import { NO_POSTS, withPosts, type Screen } from './player.ts'

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
  const stream = new Set<(news: PostsNews) => void>()
  /** The signals that are in a recording. */
  const recorded: Partial<Record<string, Set<unknown>>> = { bursts, stream }
  /** What a map that is shown now begins with. */
  let latest = NO_POSTS
  let turn = 0
  const health = new Set<(health: Health) => void>()
  let offsetMs = 0
  let epoch = 0
  const read = (): Health => ({ checked: true, lost: false, roundTripMs: 0, offsetMs })

  const connection: Connection = {
    ...connectionWithoutServer(store),
    listen(name, listener) {
      const listeners = recorded[name]
      if (!listeners) return () => {}
      listeners.add(listener)
      if (name === 'stream') listener({ ...latest, turn } as never)
      return () => listeners.delete(listener)
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
      latest = whole ? news : withPosts(latest, news)
      if (whole) turn += 1
      for (const listener of stream) listener({ ...news, turn })
    },
    tellTime(at) {
      const offset = at - Date.now()
      if (Math.abs(offset - offsetMs) < CLOCK_MS) return
      offsetMs = offset
      for (const listener of health) listener(read())
    },
  }
}
