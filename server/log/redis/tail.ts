/** Waits for new entries of all talks that have subscribers, on a connection of its own. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { TalkId } from '../../../protocol/ids.ts'
import type { Report } from '../log.ts'
import { PAGE } from '../paging.ts'
import type { Connection } from '../../redis/connection.ts'
import { readEntry, type RawEntry, type ReadEntry } from './store.ts'

/** A wait without new entries ends after this, and what is known of each talk is checked. */
export const WAIT_MS = 1000
/** The pause after an error on a connection that is still open. */
const RETRY_MS = 250

interface Place {
  talk: TalkId
  stream: string
  after: number | null
  /** The `generation` of `talks.ts`. */
  generation: number
}

interface TailParts {
  main: Connection
  tail: Connection
  /** The streams to wait for, with the last number known of each; null when none is known. */
  places(): Place[]
  arrived(place: Place, entries: ReadEntry[]): void
  check(talk: TalkId): Promise<void>
  repair(talk: TalkId): Promise<void>
  report: Report
}

export interface Tail {
  /** The list of streams has changed. */
  changed(): void
  close(): void
}

export function createTail(parts: TailParts): Tail {
  const { main, tail, report } = parts
  let closed = false
  let client: number | undefined
  let wake = (): void => {}
  let reported = ''

  /** Returns when entries have arrived or the time is over. */
  async function wait(): Promise<void> {
    const places = parts.places().filter(({ after }) => after !== null)
    if (places.length === 0) return new Promise((resolve) => (wake = resolve))
    // The largest id that begins with the last number: any next number is greater.
    const ids = places.map(({ after }) => `${after}-18446744073709551615`)
    const streams = places.map(({ stream }) => stream)
    const args = ['COUNT', PAGE, 'BLOCK', WAIT_MS, 'STREAMS', ...streams, ...ids]
    const answer = (await tail.redis.call('XREAD', args)) as [string, RawEntry[]][] | null
    for (const [stream, raw] of answer ?? []) {
      const place = places.find((each) => each.stream === stream)
      if (!place) continue
      const entries = raw.map(readEntry).filter((entry) => entry !== null)
      parts.arrived(place, entries)
      if (entries.length < raw.length) await parts.repair(place.talk)
    }
  }

  async function follow(): Promise<void> {
    client = await tail.redis.client('ID')
    let checked = 0
    while (!closed && tail.ready) {
      if (performance.now() - checked >= WAIT_MS) {
        await Promise.all(parts.places().map(({ talk }) => parts.check(talk)))
        checked = performance.now()
      }
      await wait()
    }
  }

  async function run(): Promise<void> {
    while (!closed) {
      await Promise.all([tail.untilReady(), main.untilReady()])
      if (closed) return
      try {
        await follow()
        reported = ''
      } catch (error) {
        // A lost connection is reported where it is opened; any other error once.
        const words = String(error)
        if (!closed && tail.ready && main.ready && words !== reported) report(error)
        reported = words
        await sleep(RETRY_MS, undefined, { ref: false })
      }
    }
  }
  void run()

  return {
    changed() {
      wake()
      // If this user may not unblock clients, the wait ends by itself within `WAIT_MS`.
      if (client !== undefined && main.ready) main.redis.client('UNBLOCK', client).catch(() => {})
    },
    close() {
      closed = true
      wake()
    },
  }
}
