/** Waits for new entries of all talks that have subscribers, on a connection of its own. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { TalkId } from '../../../protocol/ids.ts'
import type { Report } from '../log.ts'
import { PAGE } from '../paging.ts'
import type { Connection } from '../../redis/connection.ts'
import { readEntry, type Keys, type RawEntry, type ReadEntry } from './store.ts'
import type { Talks } from './talks.ts'

/** A wait without new entries ends after this, and what is known of each talk is checked. */
export const WAIT_MS = 1000
/** The pause after an error on a connection that is still open. */
const RETRY_MS = 250

interface TailParts {
  main: Connection
  tail: Connection
  keys: Keys
  talks: Talks
  onEntries(talk: TalkId, entries: ReadEntry[]): void
  report: Report
}

export function createTail({ main, tail, keys, talks, onEntries, report }: TailParts) {
  let closed = false
  let client: number | undefined
  let wake = (): void => {}
  let reported = ''

  /** Returns when entries have arrived or the time is over. */
  async function wait(): Promise<void> {
    const places = talks.followed().flatMap((talk) => {
      const { head, generation } = talks.known(talk)
      return head ? [{ talk, stream: keys.stream(talk), after: head.seq, generation }] : []
    })
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
      onEntries(place.talk, entries)
      talks.arrived(place.talk, entries, place.generation)
      if (entries.length < raw.length) await talks.repair(place.talk)
    }
  }

  async function follow(): Promise<void> {
    client = await tail.redis.client('ID')
    let checked = 0
    while (!closed && tail.ready) {
      if (performance.now() - checked >= WAIT_MS) {
        await Promise.all(talks.followed().map(talks.check))
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
    /** The list of talks with subscribers has changed. */
    changed(): void {
      wake()
      // If this user may not unblock clients, the wait ends by itself within `WAIT_MS`.
      if (client !== undefined && main.ready) main.redis.client('UNBLOCK', client).catch(() => {})
    },
    close(): void {
      closed = true
      wake()
    },
  }
}
