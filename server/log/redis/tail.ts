/** Waits for new entries of every talk that is followed, on a connection of its own. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { TalkId } from '../../../protocol/ids.ts'
import type { Report } from '../log.ts'
import { PAGE } from '../paging.ts'
import type { Connection } from '../../redis/connection.ts'
import { readEntry, type RawEntry, type ReadEntry } from './entries.ts'

/** Redis answers a wait without news after this; then we look whether what we know still stands. */
export const WAIT_MS = 1000
/** After a failure that the connection itself outlives. */
const AGAIN_MS = 250

interface Place {
  talk: TalkId
  stream: string
  after: number | null
  /** As in `redis-talks.ts`. */
  life: number
}

interface TailParts {
  main: Connection
  tail: Connection
  /** The streams to wait for, with the last number known of each; null when it is not known. */
  places(): Place[]
  arrived(place: Place, entries: ReadEntry[]): void
  look(talk: TalkId): Promise<void>
  mend(talk: TalkId): Promise<void>
  report: Report
}

export interface Tail {
  /** The streams to wait for are others now. */
  changed(): void
  close(): void
}

export function createTail(parts: TailParts): Tail {
  const { main, tail, report } = parts
  let closed = false
  let client: number | undefined
  let wake = (): void => {}
  let said = ''

  async function lookAtAll(): Promise<void> {
    await Promise.all(parts.places().map(({ talk }) => parts.look(talk)))
  }

  /** Entries of all streams after what is known, or none when the wait was over. */
  async function wait(): Promise<void> {
    const places = parts.places().filter(({ after }) => after !== null)
    if (places.length === 0) return new Promise((resolve) => (wake = resolve))
    // Whatever number comes next is greater than every id that begins with the last one.
    const ids = places.map(({ after }) => `${after}-18446744073709551615`)
    const streams = places.map(({ stream }) => stream)
    const args = ['COUNT', PAGE, 'BLOCK', WAIT_MS, 'STREAMS', ...streams, ...ids]
    const answer = (await tail.redis.call('XREAD', args)) as [string, RawEntry[]][] | null
    for (const [stream, raw] of answer ?? []) {
      const place = places.find((each) => each.stream === stream)
      if (!place) continue
      const read = raw.map(readEntry)
      const ours = read.filter((one) => one !== null)
      parts.arrived(place, ours)
      if (ours.length < read.length) await parts.mend(place.talk)
    }
  }

  async function follow(): Promise<void> {
    client = await tail.redis.client('ID')
    let looked = 0
    while (!closed && tail.ready) {
      if (performance.now() - looked >= WAIT_MS) {
        await lookAtAll()
        looked = performance.now()
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
        said = ''
      } catch (error) {
        // Lost connections are reported where they are made; the rest once.
        const words = String(error)
        if (!closed && tail.ready && main.ready && words !== said) report(error)
        said = words
        await sleep(AGAIN_MS, undefined, { ref: false })
      }
    }
  }
  void run()

  return {
    changed() {
      wake()
      // Without the right to do so, the wait ends by itself soon.
      if (client !== undefined && main.ready) main.redis.client('UNBLOCK', client).catch(() => {})
    },
    close() {
      closed = true
      wake()
    },
  }
}
