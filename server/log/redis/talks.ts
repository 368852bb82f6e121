/** What this node knows of each talk in Redis, its epoch and its newest entry, and whether Redis still has them. */
import type { Epoch, TalkId } from '../../../protocol/ids.ts'
import type { Subscribers } from '../subscribers.ts'
import type { Report, Undo } from '../log.ts'
import type { ReadEntry, Store } from './store.ts'

/** The newest entry that this node has seen; number 0 when there is none. */
interface Head {
  seq: number
  mark: string
}

type OnEpoch = (epoch: Epoch, first: boolean) => void

interface Known {
  epoch: Epoch | null
  head: Head | null
  followed: boolean
  /** Entries were lost or replaced: appends are stale until somebody subscribes again. */
  over: boolean
  listeners: Set<{ listener: OnEpoch }>
  checking: Promise<void> | undefined
  /** How often the talk has started over; an answer to a request of an earlier generation is ignored. */
  generation: number
}

export type Talks = ReturnType<typeof createTalks>

export function createTalks(store: Store, followers: () => Subscribers, report: Report) {
  const all = new Map<TalkId, Known>()

  function known(talk: TalkId): Known {
    let found = all.get(talk)
    if (!found) {
      found = {
        epoch: null,
        head: null,
        followed: false,
        over: false,
        listeners: new Set(),
        checking: undefined,
        generation: 0,
      }
      all.set(talk, found)
    }
    return found
  }

  /** Ends all subscriptions; the owners of the folds start again from the snapshot. */
  function startOver(talk: TalkId, first: boolean): void {
    const it = known(talk)
    it.over ||= it.followed
    it.followed = false
    it.head = null
    it.generation += 1
    followers().end(talk)
    for (const { listener } of it.listeners) {
      try {
        listener(it.epoch ?? '', first)
      } catch (error) {
        report(error)
      }
    }
  }

  function setEpoch(talk: TalkId, epoch: Epoch, first: boolean): void {
    const it = known(talk)
    const before = it.epoch
    it.epoch = epoch
    if (before !== null && before !== epoch) startOver(talk, first)
  }

  async function readEpoch(talk: TalkId, old: Epoch | null): Promise<Epoch> {
    const { epoch, created } = await store.epoch(talk, old)
    setEpoch(talk, epoch, created)
    return epoch
  }

  async function check(talk: TalkId): Promise<void> {
    const it = known(talk)
    const seen = it.head
    const { epoch, newest, same } = await store.inspect(talk, seen?.seq ?? 0)
    if (newest === 'foreign') {
      await repair(talk)
      return check(talk)
    }
    if (epoch === null && it.epoch === null) {
      await readEpoch(talk, null)
      return check(talk)
    }
    const replaced = epoch !== null && it.epoch !== null && epoch !== it.epoch
    if (!replaced && (epoch === null || isLost(seen, newest, same))) {
      report(new Error(`Redis has lost entries of the talk "${talk}"; the talk goes on without them.`))
      await readEpoch(talk, it.epoch)
      return check(talk)
    }
    if (epoch !== null) setEpoch(talk, epoch, false)
    const head = { seq: newest?.entry.seq ?? 0, mark: newest?.mark ?? '' }
    if (!it.head || head.seq > it.head.seq) it.head = head
    if (newest) followers().wake(talk, [newest.entry])
  }

  /** Entries that a snapshot covers were trimmed on purpose. Any other missing entries are lost for all nodes. */
  async function handleMissing(talk: TalkId, next: number, generation: number): Promise<void> {
    const it = known(talk)
    const { snapshot } = await store.inspect(talk, 0)
    if (it.generation !== generation) return
    if (snapshot >= next - 1) return startOver(talk, false)
    report(new Error(`Redis has lost entries before number ${next} of the talk "${talk}".`))
    if (it.epoch === null) await readEpoch(talk, null)
    await readEpoch(talk, it.epoch)
  }

  /** Moves entries of other programs out of the stream. */
  async function repair(talk: TalkId): Promise<void> {
    const count = await store.repair(talk)
    if (count > 0)
      report(new Error(`Entries of another program were moved out of the talk "${talk}": ${count}.`))
  }

  return {
    known,
    /** Talks that have subscribers. */
    followed: (): TalkId[] => [...all].filter(([, it]) => it.followed).map(([talk]) => talk),
    epoch: (talk: TalkId): Promise<Epoch> => readEpoch(talk, null),
    onEpoch(talk: TalkId, listener: OnEpoch): Undo {
      const { listeners } = known(talk)
      const one = { listener }
      listeners.add(one)
      return () => listeners.delete(one)
    },
    follow(talk: TalkId): void {
      const it = known(talk)
      it.followed = true
      it.over = false
    },
    /** These entries are stored, says the answer to a request of this generation. */
    arrived(talk: TalkId, entries: ReadEntry[], generation: number): void {
      const it = known(talk)
      const [first] = entries
      if (!first || it.generation !== generation) return
      const head = it.head ?? { seq: first.entry.seq - 1 }
      const fresh = entries.filter(({ entry }) => entry.seq > head.seq)
      const last = fresh.at(-1)
      if (!last) return
      it.head = { seq: last.entry.seq, mark: last.mark }
      const complete = last.entry.seq - head.seq === fresh.length
      followers().wake(talk, complete ? fresh.map(({ entry }) => entry) : [last.entry])
    },
    /** Compares what is known with Redis, and starts over when entries were lost. */
    check(talk: TalkId): Promise<void> {
      const it = known(talk)
      it.checking ??= check(talk).finally(() => (it.checking = undefined))
      return it.checking
    },
    /** A subscriber of this generation found entries missing before number `next`. */
    missing(talk: TalkId, next: number, generation: number): void {
      void handleMissing(talk, next, generation).catch(report)
    },
    repair,
  }
}

function isLost(seen: Head | null, top: ReadEntry | null, same: ReadEntry | null): boolean {
  if (!seen || seen.seq === 0) return false
  if (!top || top.entry.seq < seen.seq) return true
  return same !== null && same.mark !== seen.mark
}
