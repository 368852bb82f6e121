/** Delivers a log's entries to its subscribers: past entries first, then new ones, in order, each exactly once. */
import type { Entry } from '../../protocol/event.ts'
import type { TalkId } from '../../protocol/ids.ts'
import type { Report, Undo } from './log.ts'
import { pages, type ReadPage } from './paging.ts'

type Listener = (entries: Entry[]) => void

interface Follower {
  readonly talk: TalkId
  readonly listener: Listener
  /** The last entry delivered. */
  after: number
  /** It is catching up, or its listener is running, so it must not be called now. */
  busy: boolean
  /** An entry was appended while it was busy. */
  behind: boolean
  gone: boolean
}

export interface Subscribers {
  follow(talk: TalkId, after: number, listener: Listener): Undo
  /** These entries are now stored. A subscriber that has the entry before them gets them at once. */
  wake(talk: TalkId, entries: Entry[]): void
  /** The talk's current subscribers get nothing more. */
  end(talk: TalkId): void
  close(): void
}

export function createSubscribers(readPage: ReadPage, report: Report): Subscribers {
  const all = new Map<TalkId, Set<Follower>>()

  function deliver(follower: Follower, entries: Entry[]): void {
    follower.after = entries.at(-1)?.seq ?? follower.after
    try {
      follower.listener(entries)
    } catch (error) {
      report(error)
    }
  }

  async function catchUp(follower: Follower): Promise<void> {
    follower.busy = true
    try {
      do {
        follower.behind = false
        for await (const page of pages(readPage, follower.talk, follower.after)) {
          if (follower.gone) return
          deliver(follower, page)
        }
      } while (follower.behind && !follower.gone)
    } catch (error) {
      // The next append finds that it is behind, and retries.
      if (!follower.gone) report(error)
    }
    follower.busy = false
  }

  function wakeOne(follower: Follower, entries: Entry[]): void {
    const [first] = entries
    const last = entries.at(-1)
    if (!first || !last || follower.gone || follower.after >= last.seq) return
    if (follower.busy) {
      follower.behind = true
      return
    }
    if (follower.after === first.seq - 1) {
      follower.busy = true
      follower.behind = false
      deliver(follower, entries)
      follower.busy = false
      if (!follower.behind) return
    }
    void catchUp(follower)
  }

  return {
    follow(talk, after, listener) {
      const follower = { talk, listener, after, busy: false, behind: false, gone: false }
      const others = all.get(talk) ?? new Set()
      all.set(talk, others.add(follower))
      void catchUp(follower)
      return () => {
        follower.gone = true
        others.delete(follower)
      }
    },
    wake(talk, entries) {
      for (const follower of all.get(talk) ?? []) wakeOne(follower, entries)
    },
    end(talk) {
      for (const follower of all.get(talk) ?? []) follower.gone = true
      all.delete(talk)
    },
    close() {
      for (const followers of all.values()) for (const follower of followers) follower.gone = true
      all.clear()
    },
  }
}
