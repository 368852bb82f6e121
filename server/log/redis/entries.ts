/** The entries of talks in Redis: read in pages, and appended if no other node was faster. */
import type { Entry, NewEntry } from '../../../protocol/event.ts'
import type { TalkId } from '../../../protocol/ids.ts'
import type { Report } from '../log.ts'
import { markOf, type ReadEntry, type Store } from './store.ts'
import type { Talks } from './talks.ts'

/** At most this many malformed entries are reported. */
const MAX_REPORTED = 1000

interface EntriesParts {
  store: Store
  talks: Talks
  assertOpen(): void
  reportMalformed(talk: TalkId, entries: ReadEntry[]): void
  report: Report
}

export function createEntries({ store, talks, assertOpen, reportMalformed, report }: EntriesParts) {
  async function page(talk: TalkId, after: number, limit: number): Promise<Entry[]> {
    assertOpen()
    const found = await store.page(talk, after, limit)
    assertOpen()
    reportMalformed(talk, found)
    return found.map(({ entry }) => entry)
  }

  /** For subscribers: stops before a missing number. At one, the talk starts over. */
  async function readOn(talk: TalkId, after: number, limit: number): Promise<Entry[]> {
    const { generation } = talks.known(talk)
    const found = await page(talk, after, limit)
    const gap = found.findIndex(({ seq }, i) => seq !== after + 1 + i)
    const [first] = found
    if (gap === 0 && first) talks.missing(talk, first.seq, generation)
    return gap === -1 ? found : found.slice(0, gap)
  }

  async function append(talk: TalkId, after: number, batch: NewEntry[]): Promise<Entry[] | 'stale'> {
    const { epoch, head, generation, over } = talks.known(talk)
    if (over) return 'stale'
    const entries = batch.map((entry, i) => ({ ...entry, seq: after + 1 + i }))
    const expected = { after, epoch, mark: head?.seq === after ? head.mark : null }
    let { result, newest } = await store.append(talk, expected, entries)
    if (result === 'foreign') {
      await talks.repair(talk)
      ;({ result, newest } = await store.append(talk, expected, entries))
    }
    if (result === 'appended') {
      const stored = entries.map((entry) => ({ entry, mark: markOf(entry), trouble: null }))
      talks.arrived(talk, stored, generation)
    } else if (newest && newest.entry.seq > after) talks.arrived(talk, [newest], generation)
    // The newest entry is older than the one known, or differs from it: entries may be lost.
    else void talks.check(talk).catch(report)
    return result === 'appended' ? entries : 'stale'
  }

  return { page, readOn, append }
}

/** Reports each malformed entry once. */
export function malformedReporter(report: Report): (talk: TalkId, entries: ReadEntry[]) => void {
  const reported = new Set<string>()
  return (talk, entries) => {
    for (const { entry, trouble } of entries) {
      const name = `Entry ${entry.seq} of the talk "${talk}" in Redis`
      if (trouble === null || reported.has(name) || reported.size >= MAX_REPORTED) continue
      reported.add(name)
      report(new Error(`${name} is malformed and changes nothing: ${trouble}.`))
    }
  }
}
