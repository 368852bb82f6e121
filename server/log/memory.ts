/** The log without storage: for tests, and for a talk that must leave nothing on disk. */
import { randomBytes } from 'node:crypto'
import type { Entry } from '../../protocol/event.ts'
import type { Epoch, TalkId } from '../../protocol/ids.ts'
import { createSubscribers } from './subscribers.ts'
import { warn, type Report, type Snapshot, type TalkLog } from './log.ts'
import { pages, type ReadPage } from './paging.ts'
import { soleLease } from './sole-lease.ts'
import { createWhispers } from './whispers.ts'

interface Kept {
  epoch: Epoch
  entries: Entry[]
  snapshot: Snapshot | null
}

export function openMemoryLog(report: Report = warn): TalkLog {
  const talks = new Map<TalkId, Kept>()
  let closed = false

  function kept(talk: TalkId): Kept {
    if (closed) throw new Error('The log is closed.')
    let found = talks.get(talk)
    if (!found) {
      found = { epoch: randomBytes(9).toString('base64url'), entries: [], snapshot: null }
      talks.set(talk, found)
    }
    return found
  }

  const readPage: ReadPage = (talk, after, limit) => kept(talk).entries.slice(after, after + limit)
  const followers = createSubscribers(readPage, report)
  const whispers = createWhispers(report)

  return {
    async append(talk, after, batch) {
      const { entries } = kept(talk)
      if (after !== entries.length) return 'stale'
      const added = batch.map((entry, i) => ({ ...entry, seq: after + 1 + i }))
      entries.push(...added)
      followers.wake(talk, added)
      return added
    },
    async *read(talk, after) {
      for await (const page of pages(readPage, talk, after)) yield* page
    },
    subscribe(talk, after, listener) {
      kept(talk)
      return followers.follow(talk, after, listener)
    },
    whisper: (talk, whisper) => whispers.whisper(talk, whisper),
    onWhisper(talk, listener) {
      kept(talk)
      return whispers.onWhisper(talk, listener)
    },
    epoch: async (talk) => kept(talk).epoch,
    // One process is the only writer, so entries are never replaced.
    onEpoch: () => () => {},
    lease: soleLease,
    async saveSnapshot(talk, snapshot) {
      const known = kept(talk)
      if (snapshot.seq >= (known.snapshot?.seq ?? 0)) known.snapshot = { ...snapshot }
    },
    snapshot: async (talk) => kept(talk).snapshot,
    async close() {
      closed = true
      followers.close()
      whispers.close()
      talks.clear()
    },
  }
}
